/* Is the picture written whole or not at all, and is what hinders it told
 * before anything is measured? Most questions are put with a gnuplot of our
 * own, which does what we want to see handled. */

#include "../harness/answer.h"
#include "../harness/check.h"
#include "../harness/program.h"

#include "kit/clock.h"
#include "kit/die.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_ROOM = 64, TEXT_ROOM = 1 << 20 };

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static char top[] = "/tmp/plot-XXXXXX";
static char programs[PATH_ROOM]; /* where our gnuplot is */
static char pictures[PATH_ROOM]; /* where the picture is to be */
static char program[PATH_ROOM], picture[PATH_ROOM], plot[PATH_ROOM + 8];
static char script[PATH_ROOM]; /* that our gnuplot was given */
static char begun[PATH_ROOM];  /* our endless gnuplot is there */

static bool
prepare_our_gnuplot(void)
{
    return setenv("PATH", programs, 1) == 0;
}

static bool
prepare_no_gnuplot(void)
{
    return setenv("PATH", pictures, 1) == 0;
}

static bool
prepare_empty_path(void)
{
    return setenv("PATH", "", 1) == 0;
}

static void
write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    if (file == NULL || fputs(text, file) == EOF || fclose(file) == EOF)
        abort();
}

/* Until the next call; "" where there is no such file. */
static const char *
read_text(const char *path)
{
    static char text[TEXT_ROOM];
    FILE *file = fopen(path, "r");
    size_t length = 0;

    if (file != NULL) {
        length = fread(text, 1, sizeof(text) - 1, file);
        fclose(file);
    }
    text[length] = '\0';
    return text;
}

/* Have our gnuplot keep its script, and then do that. */
static void
make_gnuplot(const char *commands)
{
    char text[512];

    snprintf(text, sizeof(text),
        "#!/bin/sh\nPATH=/usr/bin:/bin\ncat >%s/part && mv %s/part %s\n%s\n",
        programs, programs, script, commands);
    unlink(script);
    write_text(program, text);
    chmod(program, 0755);
}

/* How many files are in the folder of the picture. */
static int
count_pictures(void)
{
    DIR *folder = opendir(pictures);
    int count = 0;

    if (folder == NULL)
        abort();
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(folder);
    return count;
}

static const struct outcome *
run_plot(bool (*prepare)(void), const char *option)
{
    const struct setting setting = {.prepare = prepare};

    return program_run("../../timing",
        WORDS("switch", "--how=sem", "--max-seconds=0.5", option), &setting);
}

static void
check_refused(const struct outcome *seen, int status, const char *word)
{
    CU_ASSERT_EQUAL(seen->status, status);
    CU_ASSERT_STRING_EQUAL(seen->out, "");
    CU_ASSERT(is_one_line(seen->err));
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->err, word));
    CU_ASSERT_EQUAL(count_pictures(), 0);
}

/* Without gnuplot, is the package named, and nothing measured? */
static void
lack_of_gnuplot_is_told(void)
{
    check_refused(
        run_plot(prepare_no_gnuplot, plot), STATUS_CANNOT, "gnuplot-nox");
    check_refused(
        run_plot(prepare_empty_path, plot), STATUS_CANNOT, "gnuplot-nox");
}

/* Is a file that cannot be, or should not be, told before the measuring? */
static void
bad_files_are_told(void)
{
    static const char *const names[] = {
        "--plot=x", "--plot=", "--plot=.svg", "--plot=x.png", "--plot=x.svg/"};
    char option[PATH_ROOM + 16];

    make_gnuplot("exit 0");
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        check_refused(
            run_plot(prepare_our_gnuplot, names[i]), STATUS_USAGE, "--plot");
    check_refused(run_plot(prepare_our_gnuplot, "--plot=/no/such/x.svg"),
        STATUS_CANNOT, "/no/such/x.svg");
    snprintf(option, sizeof(option), "--plot=%s/d.svg", programs);
    mkdir(option + strlen("--plot="), 0700);
    check_refused(
        run_plot(prepare_our_gnuplot, option), STATUS_CANNOT, "d.svg");
    rmdir(option + strlen("--plot="));
}

#define DRAWN "<?xml version=\"1.0\"?>\n<svg>drawn</svg>\n"

/* Is what gnuplot draws put in place, whether there was a picture or not, and
 * does the table come all the same? */
static void
picture_is_put_in_place(void)
{
    struct stat about;

    make_gnuplot("printf '<?xml version=\"1.0\"?>\\n<svg>drawn</svg>\\n'");
    for (int i = 0; i < 2; i++) {
        const struct outcome *seen = run_plot(prepare_our_gnuplot, plot);
        CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
        CU_ASSERT_STRING_EQUAL(seen->err, "");
        CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "thread"));
        CU_ASSERT_STRING_EQUAL(read_text(picture), DRAWN);
        CU_ASSERT_EQUAL(count_pictures(), 1);
        write_text(picture, "another");
    }
    CU_ASSERT(stat(picture, &about) == 0 && (about.st_mode & 0400) != 0);
    unlink(picture);
    const char *text = read_text(script);
    static const char *const words[] = {"terminal svg", "noenhanced",
        "'switch/sem/one-core'", "'thread'", "kernel"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(text, words[i]));
}

/* Is it told when gnuplot fails, whatever its way, and does the old picture
 * stay? The table comes all the same. */
static void
failure_is_told(void)
{
    static const struct {
        const char *commands, *word;
    } rows[] = {
        {"printf '<?xml half'; echo much >&2; exit 3", "status 3"},
        {"kill -9 $$", "SIGKILL"},
        {"exit 0", "no SVG"},
        {"printf 'some text</svg>\\n'", "no SVG"},
        {"printf '<?xml version=\"1.0\"?>\\n<svg>dra'", "no SVG"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        make_gnuplot(rows[i].commands);
        write_text(picture, "old");
        const struct outcome *seen = run_plot(prepare_our_gnuplot, plot);
        CU_ASSERT_EQUAL(seen->status, STATUS_CANNOT);
        CU_ASSERT(is_one_line(seen->err));
        CU_ASSERT_PTR_NOT_NULL(strstr(seen->err, rows[i].word));
        CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "thread"));
        CU_ASSERT_STRING_EQUAL(read_text(picture), "old");
        CU_ASSERT_EQUAL(count_pictures(), 1);
        unlink(picture);
    }
}

/* Stopped or killed while it measures, does it leave nothing beside the
 * picture? */
static void
stop_leaves_nothing(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGKILL};
    const struct setting setting = {.prepare = prepare_our_gnuplot};

    make_gnuplot("exit 0");
    for (int i = 0; i < 3; i++) {
        program_start("../../timing",
            WORDS("switch", "--how=sem", "--precision=0.001",
                "--max-seconds=3600", plot),
            &setting);
        CU_ASSERT(program_await_work(1));
        kill(program_id(), signals[i]);
        CU_ASSERT_EQUAL(program_finish()->signal, signals[i]);
        CU_ASSERT_EQUAL(count_pictures(), 0);
    }
}

/* And while a gnuplot draws that never ends? It must go, too. */
static void
endless_gnuplot_is_stopped(void)
{
    static const int signals[] = {SIGTERM, SIGKILL};
    const struct setting setting = {.prepare = prepare_our_gnuplot};
    char commands[PATH_ROOM + 32];

    /* Made by the shell itself, when no child of its own is left. */
    snprintf(commands, sizeof(commands), ": >%s\nexec sleep 1000", begun);
    for (int i = 0; i < 2; i++) {
        unlink(begun);
        make_gnuplot(commands);
        program_start("../../timing",
            WORDS("switch", "--how=sem", "--max-seconds=0.5", plot), &setting);
        long until_ns = clock_ns() + patience_s() * 1000000000L / 2;
        while (access(begun, F_OK) == -1 && clock_ns() < until_ns)
            clock_sleep_ns(10000000);
        kill(program_id(), signals[i]);
        CU_ASSERT_EQUAL(program_finish()->signal, signals[i]);
        CU_ASSERT_EQUAL(count_pictures(), 0);
    }
}

/* Does the true gnuplot, if there is one, take each script, also one without a
 * figure? */
static void
true_gnuplot_draws(void)
{
    static const struct {
        const char *words[3];
        int status; /* too little time: there is no figure */
    } runs[] = {
        {{"create", "switch", "--max-seconds=2"}, STATUS_HELD},
        {{"create", "--anatomy", "--max-seconds=1.5"}, STATUS_HELD},
        {{"create", "--memory=0,1M", "--max-seconds=1"}, STATUS_HELD},
        {{"switch", "--explain", "--max-seconds=1"}, STATUS_HELD},
        {{"switch", "--working-set=0,16K", "--max-seconds=1.5"}, STATUS_HELD},
        {{"create", "switch", "--max-seconds=0.0001"}, STATUS_CANNOT},
        {{"create", "--anatomy", "--max-seconds=0.0001"}, STATUS_CANNOT},
        {{"create", "--memory=0,1M", "--max-seconds=0.0001"}, STATUS_CANNOT},
        {{"switch", "--explain", "--max-seconds=0.0001"}, STATUS_CANNOT},
        {{"switch", "--working-set=0,16K", "--max-seconds=0.0001"},
            STATUS_CANNOT},
    };

    if (UNDER_TSAN) { /* it knows no clone, which is half of what is measured */
        not_tried("the true picture: TSan knows no clone");
        return;
    }
    if (system("gnuplot --version >/dev/null 2>&1") != 0) {
        not_tried("the true picture: gnuplot is not installed");
        return;
    }
    for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++) {
        const char *const *words = runs[i].words;
        const struct outcome *seen = program_run(
            "../../timing", WORDS(words[0], words[1], words[2], plot), NULL);
        /* A slow machine may find no time for any figure. */
        CU_ASSERT(
            seen->status == runs[i].status || seen->status == STATUS_CANNOT);
        CU_ASSERT_STRING_EQUAL(seen->err, "");
        const char *text = read_text(picture);
        CU_ASSERT_EQUAL(strncmp(text, "<?xml", 5), 0);
        CU_ASSERT_PTR_NOT_NULL(strstr(text, "</svg>"));
        CU_ASSERT_EQUAL(count_pictures(), 1);
        unlink(picture);
    }
}

static const struct test tests[] = {
    {"a lack of gnuplot is told", lack_of_gnuplot_is_told},
    {"a bad file is told", bad_files_are_told},
    {"the picture is put in place", picture_is_put_in_place},
    {"gnuplot's failure is told", failure_is_told},
    {"stopped, it leaves nothing", stop_leaves_nothing},
    {"an endless gnuplot is stopped", endless_gnuplot_is_stopped},
    {"the true gnuplot draws", true_gnuplot_draws},
    {.question = NULL},
};

static void
clean_up(void)
{
    const char *const left[] = {
        picture, script, begun, program, programs, pictures, top};

    for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++)
        remove(left[i]);
}

int
main(void)
{
    if (mkdtemp(top) == NULL)
        abort();
    snprintf(programs, sizeof(programs), "%s/programs", top);
    snprintf(pictures, sizeof(pictures), "%s/pictures", top);
    snprintf(program, sizeof(program), "%s/programs/gnuplot", top);
    snprintf(script, sizeof(script), "%s/programs/script", top);
    snprintf(begun, sizeof(begun), "%s/programs/begun", top);
    snprintf(picture, sizeof(picture), "%s/pictures/p.svg", top);
    snprintf(plot, sizeof(plot), "--plot=%s", picture);
    mkdir(programs, 0755);
    mkdir(pictures, 0755);
    atexit(
        clean_up); /* the first failure may be the end: see harness/check.h */
    return run_tests("plot", tests);
}

/* Is the picture written whole or not at all, and is what prevents it reported
 * before anything is measured? Most questions are put with a gnuplot of our
 * own, which does what is to be handled, and to a comparison of two results,
 * for which nothing is measured. What the pictures show: tools/pictures. */

#include "../harness/drawing.h"
#include "../harness/folder.h"
#include "../harness/program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
prepare_empty_path(void)
{
    return setenv("PATH", "", 1) == 0;
}

/* All of /dev/shm is a page, where nobody else looks. */
static bool
prepare_full_folder(void)
{
    return prepare_our_gnuplot() && prepare_small_shm();
}

/* A comparison: nothing is measured, so that it takes no time. */
static const struct outcome *
run_plot(bool (*prepare)(void), const char *option)
{
    return RUN_UNDER(
        prepare, "timing", "compare", drawing_result, drawing_result, option);
}

static void
check_undrawn(const struct outcome *seen, int status, const char *word)
{
    check_refused(seen, status, word);
    CU_ASSERT_EQUAL(drawing_count(), 0);
}

/* Without gnuplot, is the package named, and nothing measured? */
TEST(missing_gnuplot_is_reported)
{
    static const char *const questions[] = {"create", "scale", "claims"};

    check_undrawn(run_plot(prepare_no_gnuplot, drawing_plot), STATUS_CANNOT,
        "gnuplot-nox");
    check_undrawn(run_plot(prepare_empty_path, drawing_plot), STATUS_CANNOT,
        "gnuplot-nox");
    for (int i = 0; i < COUNT(questions); i++)
        check_undrawn(
            RUN_UNDER(prepare_no_gnuplot, "timing", questions[i], drawing_plot),
            STATUS_CANNOT, "gnuplot-nox");
}

/* Is a file that cannot or should not be written reported before anything is
 * measured? */
TEST(bad_files_are_reported)
{
    static const char *const names[] = {"--plot=x", "--plot=", "--plot=.svg",
        "--plot=.png", "--plot=x.pdf", "--plot=x.svg/", "--plot=x.svgz"};
    char option[DRAWING_PATH + 16];

    drawing_gnuplot("exit 0");
    for (int i = 0; i < COUNT(names); i++)
        check_undrawn(run_plot(prepare_our_gnuplot, names[i]), STATUS_USAGE,
            "expected one that ends in .svg or .png");
    check_undrawn(run_plot(prepare_our_gnuplot, "--plot=/no/such/x.svg"),
        STATUS_CANNOT, "/no/such/x.svg");
    snprintf(option, sizeof(option), "--plot=%s/d.png", drawing_folder);
    mkdir(option + strlen("--plot="), 0700);
    check_undrawn(
        run_plot(prepare_our_gnuplot, option), STATUS_CANNOT, "d.png");
    rmdir(option + strlen("--plot="));
}

/* Does the picture that gnuplot draws replace an older one or appear where
 * there was none, and is the text printed all the same? */
TEST(picture_is_put_in_place)
{
    static const struct {
        const char *ending, *draw, *drawn, *terminal;
    } rows[] = {{"svg", DRAW_SVG, DRAWN_SVG, "terminal = 'svg'"},
        {"png", DRAW_PNG, DRAWN_PNG, "terminal = 'pngcairo'"}};
    struct stat about;

    for (size_t i = 0; i < 4; i++) {
        drawing_ending(rows[i / 2].ending);
        drawing_gnuplot(rows[i / 2].draw);
        if (i % 2 == 1)
            folder_write(drawing_picture, "another");
        const struct outcome *seen =
            run_plot(prepare_our_gnuplot, drawing_plot);
        check_held(seen);
        CHECK_HAS(seen->out, "thread");
        CU_ASSERT_STRING_EQUAL(folder_read(drawing_picture), rows[i / 2].drawn);
        CU_ASSERT_EQUAL(drawing_count(), 1);
        CU_ASSERT(
            stat(drawing_picture, &about) == 0 && (about.st_mode & 0400) != 0);
        unlink(drawing_picture);
        const char *text = folder_read(drawing_script);
        CHECK_HAS(text, rows[i / 2].terminal, "noenhanced",
            "'it''s an operation'", drawing_result);
    }
    drawing_ending("svg");
}

static void
check_failure(const struct outcome *seen, const char *word)
{
    check_complaint(seen, STATUS_CANNOT, word);
    CHECK_HAS(seen->out, "thread");
}

/* Is any failure of gnuplot reported, and does the old picture stay? The text
 * is printed all the same. */
TEST(failure_is_reported)
{
    static const struct {
        const char *ending, *commands, *word;
    } rows[] = {
        {"svg", "printf '<?xml half'; echo much >&2; exit 3", "status 3"},
        {"svg", "kill -9 $$", "SIGKILL"},
        {"svg", "exit 0", "no whole .svg"},
        {"svg", "printf 'some text</svg>\n'", "no whole .svg"},
        {"svg", "printf '<?xml version=\"1.0\"?>\n<svg>dra'", "no whole .svg"},
        {"svg", DRAW_PNG, "no whole .svg"},
        {"png", DRAW_SVG, "no whole .png"},
        {"png", "printf '\\211PNG\\r\\n\\032\\ndrawnIEN'", "no whole .png"},
    };

    for (int i = 0; i < COUNT(rows); i++) {
        drawing_ending(rows[i].ending);
        drawing_gnuplot(rows[i].commands);
        folder_write(drawing_picture, "old");
        check_failure(
            run_plot(prepare_our_gnuplot, drawing_plot), rows[i].word);
        CU_ASSERT_STRING_EQUAL(folder_read(drawing_picture), "old");
        CU_ASSERT_EQUAL(drawing_count(), 1);
        unlink(drawing_picture);
    }
    drawing_ending("svg");
}

/* Is one that cannot even be started told from one that fails? */
TEST(no_program_is_reported)
{
    const char *path = folder_path("programs/gnuplot");

    folder_write(path, "no program");
    chmod(path, 0755);
    check_failure(
        run_plot(prepare_our_gnuplot, drawing_plot), "Exec format error");
    CU_ASSERT_EQUAL(drawing_count(), 0);
}

/* Where the finished picture can no longer be written, does only what was there
 * before remain? */
TEST(write_failure_is_reported)
{
    char commands[2 * DRAWING_PATH + 64];

    snprintf(
        commands, sizeof(commands), "mkdir %s; " DRAW_SVG, drawing_picture);
    drawing_gnuplot(commands);
    check_failure(run_plot(prepare_our_gnuplot, drawing_plot), "p.svg");
    CU_ASSERT_EQUAL(drawing_count(), 1);
    CU_ASSERT_EQUAL(rmdir(drawing_picture), 0);
    /* A file system with room for a page. */
    drawing_gnuplot(DRAW_SVG " | sed 's/drawn/'$(printf %09999d 0)'/'");
    const struct outcome *seen =
        run_plot(prepare_full_folder, "--plot=/dev/shm/p.svg");
    if (!is_skipped(!seen->prepared, "a full disk: only root may mount one"))
        check_failure(seen, "No space left");
}

/* Do rows have the names that they have in the text, even those without a
 * figure? */
TEST(labels_are_those_of_the_text)
{
    static const struct {
        const char *question, *option, *label, *other;
    } rows[] = {
        {"create", "--anatomy", "'+ address space (VM)'", "'share-vm'"},
        {"switch", "--explain", "'naive: a private futex'", "'private'"},
        {"switch", "--working-set=0", "'coro'", "'coroutine'"},
        {"create", "--memory=0", "'proc fork'", "'fork'"},
    };

    drawing_gnuplot(DRAW_SVG);
    for (int i = 0; i < COUNT(rows); i++) {
        RUN_UNDER(prepare_our_gnuplot, "timing", rows[i].question,
            rows[i].option, "--max-seconds=0.0001", drawing_plot);
        const char *text = folder_read(drawing_script);
        CHECK_HAS(text, rows[i].label);
        CHECK_LACKS(text, rows[i].other);
        unlink(drawing_picture);
        unlink(drawing_script);
    }
}

/* Does the real gnuplot, if there is one, draw what each question finds, in
 * either format? */
TEST(real_gnuplot_draws)
{
    static const char *const runs[][4] = {
        {"create", "switch", "--max-seconds=2", drawing_plot},
        {"create", "--anatomy", "--max-seconds=1.5", drawing_plot},
        {"create", "--memory=0,1M", "--max-seconds=1", drawing_plot},
        {"switch", "--explain", "--max-seconds=1", drawing_plot},
        {"switch", "--working-set=0,16K", "--max-seconds=1.5", drawing_plot},
        {"compare", drawing_result, drawing_result, drawing_plot}};

    /* And clone is half of what is measured. */
    if (is_skipped(UNDER_TSAN, "the true picture: TSan knows no clone"))
        return;
    if (is_skipped(system("gnuplot --version >/dev/null 2>&1") != 0,
            "the true picture: gnuplot is not installed"))
        return;
    for (int i = 0; i < COUNT(runs); i++) {
        bool png = i % 2 == 0;
        drawing_ending(png ? "png" : "svg");
        const struct outcome *seen =
            RUN("timing", runs[i][0], runs[i][1], runs[i][2], runs[i][3]);
        /* A slow machine may find no time for any figure. */
        CU_ASSERT(seen->status == STATUS_HELD || seen->status == STATUS_CANNOT);
        CU_ASSERT_STRING_EQUAL(seen->err, "");
        CU_ASSERT_EQUAL(
            strncmp(folder_read(drawing_picture), png ? "\x89PNG" : "<?xml", 4),
            0);
        CU_ASSERT_EQUAL(drawing_count(), 1);
        unlink(drawing_picture);
    }
    drawing_ending("svg");
}

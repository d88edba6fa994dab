#include "class.h"
#include "guard.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/room.h"
#include "kit/stop.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_JOBS = 256, LOOK_NS = 200000000 };

/* The running graders: each a process, with a student's index. */
struct team {
    struct {
        pid_t id;
        int student;
    } member[MOST_JOBS];
    int count;
    long begin_ns;
    int graded; /* by us */
    int status; /* not 0: ours, since we give up */
};

static void
unfinished(char path[CLASS_PATH_BYTES + 8], const struct student *student)
{
    snprintf(path, CLASS_PATH_BYTES + 8, "%s.part", student->result);
}

/* The result gets its name when it is complete. */
static _Noreturn void
become_grader(const struct student *student, const struct class_order *order,
    pid_t parent)
{
    char part[CLASS_PATH_BYTES + 8];

    stop_orphan(parent);
    guard();
    stop_hold();
    unfinished(part, student);
    FILE *out = fopen(part, "we");
    if (out == NULL)
        die(STATUS_CANNOT, "%s: %m: cannot write a result", part);
    bool is_understood = class_grade_one(student, order, out);
    bool is_written = ferror(out) == 0;
    if (fclose(out) == EOF || !is_written)
        die(STATUS_CANNOT, "%s: %m: cannot write a result", part);
    _exit(is_understood ? STATUS_HELD : STATUS_USAGE);
}

static const struct student *
same_key(const struct class_list *list, const struct student *student)
{
    for (int i = 0; i < list->count; i++)
        if (list->student[i].is_graded &&
            strcmp(list->student[i].key, student->key) == 0)
            return &list->student[i];
    return NULL;
}

static bool
is_at_work(const struct team *team, const struct class_list *list,
    const struct student *student)
{
    for (int i = 0; i < team->count; i++)
        if (strcmp(list->student[team->member[i].student].key, student->key) ==
            0)
            return true;
    return false;
}

static void
start(struct team *team, int index, const struct class_list *list,
    const struct class_order *order)
{
    pid_t self = getpid(), id = fork();

    if (id == 0)
        become_grader(&list->student[index], order, self);
    if (id == -1) {
        complain("cannot start a grader: %m: %s", room_advice(errno));
        team->status = STATUS_CANNOT;
        return;
    }
    team->member[team->count].id = id;
    team->member[team->count++].student = index;
}

/* The next student without a verdict whom nobody is grading; false if there is
 * none now. Equal sources have an equal verdict. */
static bool
start_next(
    struct team *team, struct class_list *list, const struct class_order *order)
{
    for (int i = 0; i < list->count; i++) {
        struct student *student = &list->student[i];
        if (student->is_graded || student->has_failed ||
            is_at_work(team, list, student))
            continue;
        const struct student *same = same_key(list, student);
        if (same == NULL || link(same->result, student->result) == -1) {
            start(team, i, list, order);
            return true;
        }
        student->is_graded = true;
    }
    return false;
}

/* A grader has ended. An instructor's mistake, or a machine that cannot judge,
 * concerns all students: the message has been printed. */
static void
enter(struct team *team, int member, struct class_list *list, int status)
{
    struct student *student = &list->student[team->member[member].student];
    char part[CLASS_PATH_BYTES + 8];

    team->member[member] = team->member[--team->count];
    unfinished(part, student);
    bool is_whole = WIFEXITED(status) && WEXITSTATUS(status) == STATUS_HELD;
    student->is_graded = is_whole && rename(part, student->result) == 0;
    if (is_whole && !student->is_graded)
        complain("%s: %m: cannot write a result", student->result);
    student->has_failed = !student->is_graded;
    team->graded += student->is_graded;
    if (student->is_graded)
        return;
    unlink(part);
    if (WIFEXITED(status) && team->status == 0)
        team->status = is_whole ? STATUS_CANNOT : WEXITSTATUS(status);
}

static void
reap(struct team *team, struct class_list *list)
{
    int status;
    pid_t id;

    while ((id = waitpid(-1, &status, WNOHANG)) > 0)
        for (int i = 0; i < team->count; i++)
            if (team->member[i].id == id) {
                enter(team, i, list, status);
                break;
            }
}

static void
stop_all(struct team *team, struct class_list *list)
{
    for (int i = 0; i < team->count; i++)
        kill(team->member[i].id, SIGTERM);
    while (team->count > 0) {
        stop_wait(LOOK_NS);
        reap(team, list);
    }
}

static int
count_graded(const struct class_list *list)
{
    int graded = 0;

    for (int i = 0; i < list->count; i++)
        graded += list->student[i].is_graded;
    return graded;
}

int
class_work(struct class_list *list, const struct class_order *order)
{
    struct team team = {.begin_ns = clock_ns()};
    int signal = 0;

    while (signal == 0 && team.status == 0) {
        while (team.status == 0 && team.count < order->jobs &&
               start_next(&team, list, order))
            ;
        if (team.count == 0)
            break;
        signal = stop_wait(LOOK_NS);
        reap(&team, list);
        class_progress(
            count_graded(list), list->count, team.graded, team.begin_ns);
    }
    if (signal != 0 || team.status != 0)
        stop_all(&team, list);
    class_progress_clear();
    if (signal == 0 && team.status != 0)
        exit(team.status);
    return signal;
}

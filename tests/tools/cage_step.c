/* Do the compiler and step work in each kind of cage, and can a student's
 * program get at step there? */

#include "../harness/caged.h"
#include "../harness/folder.h"
#include "../harness/program.h"

#include "kit/fence.h"
#include "kit/home.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Copy it to where the cage may read. */
static bool
bring(const char *program)
{
    char *command;

    if (asprintf(&command, "cp '%s' '%s'", program, caged_path("reads")) == -1)
        return false;
    bool done = system(command) == 0;
    free(command);
    return done;
}

static bool
bring_all(void)
{
    char step[HOME_BYTES], self[HOME_BYTES];

    home_path(step, "../../step");
    home_path(self, "cage_step");
    return bring(step) && bring(self);
}

/* What step says of a hostile program: whose name in the copy is that of a
 * link.
 */
static const struct run_result *
stepped(const char *program, const char *name)
{
    static char step[PATH_MAX], path[PATH_MAX];

    snprintf(step, sizeof(step), "%s", caged_path("reads/step"));
    snprintf(path, sizeof(path), "%s", caged_path(program));
    return caged_run(
        WORDS(step, "--json", "--", path, "--be", "", name, ""), true);
}

/* A lost update, with a schedule; or step tells why it cannot work here. */
static bool
is_found(const struct run_result *seen)
{
    if (is_skipped(seen->end == RUN_EXITED && seen->status == 77, seen->err))
        return true;
    return seen->end == RUN_EXITED && seen->status == 1 &&
           strstr(seen->out, "\"schedule\": \"") != NULL;
}

/* Does step work in the cage, and does it find a lost update there? */
CAGED_TEST(step_works_inside)
{
    return bring_all() && is_found(stepped("reads/cage_step", "lose_update"));
}

/* Who kills and traces step, and then loses an update: can it pass? */
CAGED_TEST(step_is_out_of_reach)
{
    if (!bring_all())
        return false;
    const struct run_result *seen = stepped("reads/cage_step", "attack_parent");
    if (fence_files_version() >= 6) /* it does not even notice */
        return is_found(seen);
    return seen->end != RUN_EXITED || seen->status != 0;
}

/* A lock that does nothing, by the name of one that does. */
static const char own_lock[] =
    "#include <pthread.h>\n"
    "static pthread_mutex_t lock;\n"
    "static volatile int count;\n"
    "int pthread_mutex_lock(pthread_mutex_t *m) { (void)m; return 0; }\n"
    "int pthread_mutex_unlock(pthread_mutex_t *m) { (void)m; return 0; }\n"
    "static void *add(void *unused)\n"
    "{\n"
    "    pthread_mutex_lock(&lock);\n"
    "    count = count + 1;\n"
    "    pthread_mutex_unlock(&lock);\n"
    "    return unused;\n"
    "}\n"
    "int main(void)\n"
    "{\n"
    "    pthread_t t[2];\n"
    "    for (int i = 0; i < 2; i++) pthread_create(&t[i], 0, add, 0);\n"
    "    for (int i = 0; i < 2; i++) pthread_join(t[i], 0);\n"
    "    return count == 2 ? 0 : 1;\n"
    "}\n";

/* Does the compiler work there, and does what it makes stay? Is a program
 * judged by what its own pthread_mutex_lock does? */
CAGED_TEST(a_lock_of_ones_own_is_judged)
{
    folder_write(caged_path("run/mine.c"), own_lock);
    const struct run_result *seen = caged_run(
        WORDS("gcc", "-g", "-pthread", "-o", "mine", "mine.c"), false);
    return seen->end == RUN_EXITED && seen->status == 0 && bring_all() &&
           is_found(stepped("run/mine", ""));
}

int
main(int argc, char **argv)
{
    return caged_main(argc, argv);
}

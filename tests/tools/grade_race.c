/* Are the races of processes judged, which ThreadSanitizer does not see? */

#include "../harness/check.h"
#include "../harness/folder.h"
#include "../harness/graded.h"
#include "../harness/stepping.h"

#include <stdio.h>
#include <sys/stat.h>

/* Two children write the same into memory that they share: whatever the order,
 * it looks right. */
static const char program[] = "#include <semaphore.h>\n"
                              "#include <stdatomic.h>\n"
                              "#include <sys/mman.h>\n"
                              "#include <sys/wait.h>\n"
                              "#include <unistd.h>\n"
                              "struct { sem_t lock; %s done; } *all;\n"
                              "int main(void)\n"
                              "{\n"
                              "    all = mmap(NULL, sizeof(*all), 3,\n"
                              "        MAP_SHARED | MAP_ANONYMOUS, -1, 0);\n"
                              "    sem_init(&all->lock, 1, 1);\n"
                              "    for (int i = 0; i < 2; i++)\n"
                              "        if (fork() == 0) {\n"
                              "            %s;\n"
                              "            %s;\n"
                              "            %s;\n"
                              "            _exit(0);\n"
                              "        }\n"
                              "    while (wait(NULL) > 0)\n"
                              "        continue;\n"
                              "    return all->done != 1;\n"
                              "}\n";

static const struct outcome *
grade_program(
    const char *type, const char *before, const char *write, const char *after)
{
    char source[2048];

    lab_write("100 race race seconds=60\n");
    mkdir(folder_path("processes"), 0700);
    snprintf(source, sizeof(source), program, type, before, write, after);
    folder_write(folder_path("processes/proc.c"), source);
    return GRADE_OWN("--json", folder_path("processes"));
}

/* Does an unguarded write lose the points, with both lines and a way to see it,
 * though no run and no schedule goes wrong? */
TEST(unguarded_write)
{
    if (!can_step())
        return;
    const struct outcome *seen = grade_program("int", "", "all->done = 1", "");
    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "race"), "failed");
    const char *output = output_of(seen->out, "race");
    CHECK_HAS(output,
        "B writes all->done at proc.c:15 while C writes it at proc.c:15",
        "twinlab step --races -- ./proc");
}

/* Are a lock, and a type that says so, enough? */
TEST(guarded_write)
{
    if (!can_step())
        return;
    CU_ASSERT_STRING_EQUAL(
        status_of(grade_program("int", "sem_wait(&all->lock)", "all->done = 1",
                      "sem_post(&all->lock)")
                      ->out,
            "race"),
        "passed");
    CU_ASSERT_STRING_EQUAL(
        status_of(
            grade_program("atomic_int", "", "all->done = 1", "")->out, "race"),
        "passed");
}

/* A store that only its function's name shows to be atomic is a plain move: is
 * it kept from being taken for a race? */
TEST(hidden_atomic)
{
    const struct outcome *seen = grade_program(
        "int", "", "__atomic_store_n(&all->done, 1, __ATOMIC_RELEASE)", "");

    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "race"), "not_judged");
    CHECK_HAS(output_of(seen->out, "race"), "__atomic");
}

/* Stopped or killed on the way to a picture: is nothing left, neither a file
 * nor a gnuplot? */

#include "../harness/drawing.h"
#include "../harness/program.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* Stopped or killed during the measurement, does it leave nothing beside the
 * picture? */
TEST(stop_leaves_nothing)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGKILL};
    static const char *const questions[] = {"switch", "scale", "create"};

    drawing_gnuplot("exit 0");
    for (int i = 0; i < 3; i++) {
        program_start("timing",
            WORDS(questions[i], "--max-seconds=3600", drawing_plot),
            PREPARED(prepare_our_gnuplot));
        CU_ASSERT(program_await_work(1));
        check_death(program_id(), signals[i]);
        CU_ASSERT_EQUAL(drawing_count(), 0);
    }
}

/* And while a gnuplot is running that never ends? That must end, too; and the
 * text was printed before. */
TEST(endless_gnuplot_is_stopped)
{
    static const int signals[] = {SIGTERM, SIGINT, SIGKILL};
    char begun[DRAWING_PATH + 8], commands[2 * DRAWING_PATH];

    snprintf(begun, sizeof(begun), "%s/begun", drawing_folder);
    /* Made by the shell itself, when no child of its own is left. */
    snprintf(commands, sizeof(commands), ": >%s\nexec sleep 1000", begun);
    for (int i = 0; i < 3; i++) {
        unlink(begun);
        drawing_gnuplot(commands);
        program_start("timing",
            WORDS("compare", drawing_result, drawing_result, drawing_plot),
            PREPARED(prepare_our_gnuplot));
        AWAIT(access(begun, F_OK) == 0);
        const struct outcome *seen = check_death(program_id(), signals[i]);
        CU_ASSERT_STRING_EQUAL(seen->err, "");
        CHECK_HAS(seen->out, "thread");
        CU_ASSERT_EQUAL(drawing_count(), 0);
    }
    unlink(begun);
}

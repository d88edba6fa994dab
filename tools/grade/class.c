#include "class.h"

#include "kit/die.h"
#include "kit/stop.h"

int
class_grade(const struct class_order *order)
{
    struct class_list list;
    int failed = 0;

    stop_hold();
    class_list_open(&list, order);
    int signal = class_work(&list, order);
    bool good = class_report(&list, order);
    for (int i = 0; i < list.count; i++)
        failed += list.student[i].has_failed;
    class_list_close(&list);
    stop_release(signal);
    if (failed > 0)
        complain("%d of them could not be graded, since the grader was killed: "
                 "give the same command again",
            failed);
    return failed > 0 || !good ? STATUS_CANNOT : STATUS_HELD;
}

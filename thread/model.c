#include "kit/model.h"

const char twin_model[] = "thread";
const char model_worker[] = "Thread";
const char model_workers[] = "threads";
const bool model_shares_all = true;
const bool model_dies_alone = false;

const char *
model_stack_guard(void)
{
    return "libc's guard";
}

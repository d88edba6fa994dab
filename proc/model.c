#include "kit/model.h"

const char twin_model[] = "proc";
const char model_worker[] = "Process";
const char model_workers[] = "processes";
const bool model_shares_all = false;
const bool model_dies_alone = true;

/* It has a copy of main's stack, below which the kernel keeps a gap. */
const char *
model_stack_guard(void)
{
    return "kernel's gap";
}

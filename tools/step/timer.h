/* An alarm that main has set before it made its first task (alarm.h).
 *
 * It rings only in the study: the kernel's own is removed. */
#pragma once

#include "machine.h"

/* The study begins. */
void timer_learn(struct machine *machine);

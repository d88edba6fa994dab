/* Tasks that are stopped while the workers are studied. */
#pragma once

#include "target.h"

/* Stop a task until tasks_release. False if it has ended, or waits as a zombie
 * for the end of the other threads. */
bool freeze_task(struct target *target, pid_t id);

/* Stop each task that is no worker and is not asleep until woken. */
void freeze_others(struct target *target);

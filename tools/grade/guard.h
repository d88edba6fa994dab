/* Cleaning up after a grader that is killed by SIGKILL. */
#pragma once

/* From here on we are a child of the original process, which stays as our guard
 * and passes on our exit status. If we are killed, it ends what we have started
 * and removes our folder; if it is killed, we are asked to stop. (If both are
 * killed, the kernel kills the command, but not what the command has started
 * without a sandbox. The next grader ends those whose program is in our folder,
 * and removes that.) Call it before stop_hold and before anything is open. */
void guard(void);

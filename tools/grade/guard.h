/* What a grader leaves that is killed by SIGKILL. */
#pragma once

/* From here on we are a child of the program that was started, which stays as
 * our guard and passes our exit status on. If we are killed, it ends what we
 * have started and removes our folder; if it is, we are asked to stop. (Who
 * kills both leaves the folder to the next grader.) Call it before stop_hold
 * has been called and before anything is open. */
void guard(void);

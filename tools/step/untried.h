/* What no schedule of a search has: orders that a real run may have. */
#pragma once

#include "study.h"

/* After the search: study->untried tells them in words. If main's steps between
 * its first tasks are the cause, study->untried_births is after how many tasks
 * the study should begin, so that they are steps of it. */
void untried_list(struct study *study);

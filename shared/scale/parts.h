/* What the files beside this one offer each other. */
#pragma once

#include "scale.h"

/* From so many workers on, the kernel's memory is a figure. */
enum { SCALE_MEANINGFUL = 100 };

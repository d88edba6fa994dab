/* What the files beside this one offer each other. */
#ifndef SCALE_PARTS_H
#define SCALE_PARTS_H

#include "scale.h"

/* From so many workers on, the kernel's memory is a figure. */
enum { SCALE_MEANINGFUL = 100 };

#endif

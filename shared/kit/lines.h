/* How far apart two variables must lie so that two cores, each with one of
 * them, do not take them from each other. A cache line has 64 bytes on x86-64
 * and most AArch64 cores; but Intel's fetch lines in pairs, and some AArch64
 * have lines of 128. */
#pragma once

enum { APART = 128 };

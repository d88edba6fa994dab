/* The descriptors that step was started with. The program under study gets
 * these, and none that step or its libraries have opened: so the descriptors
 * that it opens have the same numbers in each start. */
#pragma once

/* Call this first: record which ones there are. */
void inherited_remember(void);

/* In a child that will become another program: close all others. */
void inherited_alone(void);

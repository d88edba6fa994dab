/* The descriptors that step was started with. The program under study gets
 * these, and none of step's own or its libraries': so that those which it opens
 * have the same numbers each time it is started. */
#pragma once

/* First of all: which ones are there? */
void inherited_remember(void);

/* In a child that is to become another program: it shall get no others. */
void inherited_alone(void);

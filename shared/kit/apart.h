/* Children that a program has before it begins.
 *
 * A shell may start a process, and then become the command that was typed: so
 * bash does for the command in > >(tee log). A program that adopts orphans, and
 * kills or awaits all its children, would take that one for its own. */
#pragma once

/* If this process has children, go on in a new one, which has none; the old
 * one passes on signals, and ends as the new one does. */
void apart(void);

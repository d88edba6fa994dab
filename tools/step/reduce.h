/* Which schedules need not be tried, because another one tells the same.
 *
 * The worker that ran last goes on alone while its next step meets nothing that
 * the others may do before it moves again: to make that step first changes
 * nothing for them, and costs no preemption.
 *
 * Workers that will never meet the rest, whatever comes, are a group: they go
 * on first, all of them to where they end or sleep. From any schedule take out
 * the steps of the others, and put them behind: it has no more preemptions
 * than before. Who does nothing any more but wait for the ends of others, as
 * main mostly does, comes last.
 *
 * So no outcome is lost, nor the smallest number of preemptions that leads to
 * it. What workers may still do is learned on the way (future.h). A move that
 * is seen only later may show that a choice was wrong: then the search is made
 * again (reduce_holds), until none is. */
#pragma once

#include "graph.h"

/* May the worker, which ran last, and whose next step from that state was made
 * (graph_step), go on alone? */
bool reduce_alone(struct graph *graph, int state, int worker);

/* The group whose turn it is in that state, a bool for each worker: only these
 * need be tried. `before` is where the search came from, by a step of one of
 * its group; -1: it begins. */
const bool *reduce_group(struct graph *graph, int state, int before);

/* Ask again where it was said, by all that is known by now. False if that was
 * wrong somewhere. */
bool reduce_holds(struct graph *graph);

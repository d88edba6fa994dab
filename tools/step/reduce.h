/* Which schedules need not be tried, because another one shows the same.
 *
 * The worker that ran last goes on alone while its next step conflicts with
 * nothing that the others may do before it moves again: making that step first
 * changes nothing for them, and costs no preemption.
 *
 * Workers that can never conflict with the rest are a group: they go first,
 * until all of them end or sleep. Taking the steps of the others out of any
 * schedule and putting them behind adds no preemption. That is so in each state
 * by itself: where one has ended, a part of the group may go before the rest of
 * it. A worker that now only waits for others to end, as main mostly does,
 * comes last.
 *
 * So no outcome is lost, nor the smallest number of preemptions that leads to
 * it. What workers may still do is learned on the way (future.h). A move seen
 * only later may show that a choice was wrong: then the search is repeated
 * (reduce_holds), until none is. */
#pragma once

#include "graph.h"

/* May the worker that ran last go on alone, or must it, since no preemption is
 * left? Its next step from that state has been made (graph_step). `before` is
 * the state that the search came from; -1: it begins. */
bool reduce_alone(
    struct graph *graph, int state, int before, int worker, bool must);

/* The group whose turn it is in that state, a bool for each worker: only these
 * need be tried. */
const bool *reduce_group(struct graph *graph, int state, int before);

/* Check all earlier answers with what is known now. False if one was wrong. */
bool reduce_holds(struct graph *graph);

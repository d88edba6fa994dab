/* When schedules are drawn at random (sample.h): instead of a search, in the
 * last third of its time if it has found nothing, and for a moment now and then
 * while it lasts, since it may be far from a failure that is easily drawn. */
#pragma once

#include "study.h"

/* A study begins. */
void draw_later(struct study *study);

/* As many as are wanted; or without end. */
void draw_until_known(struct study *study);

/* For so long, after a search; and how long that is. */
void draw_for(struct study *study, long seconds);
long draw_kept_seconds(const struct question *question);

/* Beside a search (search.h), if it is time to. If one fails, that is the end.
 * False if the machine is stale. */
bool draw_beside(struct search *search);

/* What the locks do that wait without sleeping: a pause for the CPU. Each 100th
 * time the CPU itself is yielded: if the one that must go on was preempted, it
 * gets a CPU sooner. */
#pragma once

/* spins: how often the caller has looked in vain, from 1. */
void lock_pause(int spins);

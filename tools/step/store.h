/* Growing arrays and hashes of bytes. Without memory, they end the program with
 * one line and status 77. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Room for one more element in an array of `count`: grows by doubling. */
void *store_grow(void *array, size_t count, size_t element_bytes);

/* A copy. */
void *store_copy(const void *from, size_t bytes);

/* Zeroed. */
void *store_new(size_t bytes);

/* Eight bytes at a time, continuing from `hash`; begin with STORE_HASH. */
#define STORE_HASH 14695981039346656037UL
uint64_t store_hash(uint64_t hash, const void *from, size_t bytes);

/* An index of numbered things, from 0 on, by hash: the caller compares. */
struct store_index {
    size_t slots, used;
    struct store_slot {
        uint64_t hash;
        int number; /* -1: free */
    } * slot;
};

/* Walk through the numbers with that hash: start with *cursor = 0; -1 after the
 * last. */
int store_next(const struct store_index *index, uint64_t hash, size_t *cursor);
void store_add(struct store_index *index, uint64_t hash, int number);
void store_clear(struct store_index *index);

/* Types, from the program's debugging information (DWARF 5, by libdw).
 *
 * A record is a struct or a union. A type is opaque if programs should not know
 * its members: sem_t, pthread_mutex_t and the like. */
#pragma once

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stdint.h>

/* The type of a variable or a member; what a pointer points to; the elements of
 * an array. False: void, or nothing is known. */
bool type_of(Dwarf_Die *die, Dwarf_Die *type);

/* Skip typedefs and qualifiers. True if it is opaque. */
bool type_peel(Dwarf_Die *type);

/* Is it declared _Atomic, or C++'s std::atomic? Is anything in the program? */
bool type_is_atomic(const Dwarf_Die *type);
bool type_has_atomics(void);

/* Complete a record that a file only declares, from another file's definition.
 */
void type_complete(Dwarf_Die *type);

/* 0: not known, as with an array without a length. */
uint64_t type_bytes(Dwarf_Die *type);

bool type_is_record(Dwarf_Die *type);

/* The member of a peeled record at that offset; and where a member begins. A
 * last member that is an array without a length has no end. */
bool type_member(Dwarf_Die *type, uint64_t offset, Dwarf_Die *member);
uint64_t type_offset(Dwarf_Die *member);

/* Has the record such a last member? */
bool type_has_open_end(Dwarf_Die *type, Dwarf_Die *member);

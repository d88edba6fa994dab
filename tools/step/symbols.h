/* Names: of functions, variables and source lines, by libdw.
 *
 * Addresses are those of the running program; the program is started without
 * address randomisation, so they are the same each time. */
#pragma once

#include <elfutils/libdwfl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { MAX_ENTRIES = 16, BUILD_BYTES = 64 };

/* Read the maps of the process; again after its libraries are loaded. */
void symbols_report(pid_t process);

/* A separate session for a process; end it with dwfl_end. */
Dwfl *symbols_open(pid_t process);

/* libdw's session, and the program's own file there. */
Dwfl *symbols_session(void);
Dwfl_Module *symbols_program(void);

/* The build id of a file (ld(1), --build-id); "none" if it has none. */
void symbols_build(const char *path, char out[BUILD_BYTES]);

struct entry {
    uint64_t address;
    bool is_inlined; /* the function is part of its caller here */
};

/* Where the program's function of that name begins: in the symbol table, or, as
 * the debugging information has it, inlined. Returns how many were found. */
int symbols_entries(const char *name, struct entry entries[MAX_ENTRIES]);

/* A variable of the program. */
bool symbols_variable(const char *name, uint64_t *address, size_t *bytes);

/* Where a library has something of that name; 0: none has. */
uint64_t symbols_in_library(const char *name);

/* The debugging information of the file that contains this code, and the offset
 * of its addresses from those in memory; or NULL. */
Dwarf_Die *symbols_unit(uint64_t address, Dwarf_Addr *bias);

/* Is the address in the program itself, or in a library of its author's, and
 * not in another one? */
bool symbols_is_program(uint64_t address);

/* Is it in gcc's library for OpenMP? Its threads wait for each other there
 * before they come to the program's own code. */
bool symbols_is_openmp(uint64_t address);

/* Is there debugging information about that code? Then the author wrote it. */
bool symbols_has_source(uint64_t address);

/* The function at that address, and how far in. NULL: it has no name. */
const char *symbols_function(uint64_t address, uint64_t *offset);

/* Is it of a header of the system's, as the code of C++'s library that is
 * compiled into the program? */
bool symbols_is_in_header(uint64_t address);

/* Is it a line of the author's own? What a compiler adds is none: line 0. */
bool symbols_is_authors(uint64_t address);

/* "counter.c:145", or "" if unknown; and the text of the line. */
void symbols_line(uint64_t address, char *out, size_t size);
void symbols_source(uint64_t address, char *out, size_t size);

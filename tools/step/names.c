#include "names.h"

#include "store.h"
#include "target.h"
#include "types.h"
#include "variables.h"

#include <dwarf.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_OBJECTS = 2000, /* follow no more */
    MOST_ELEMENTS = 64,  /* of an array of pointers */
    OPEN_BYTES = 4096,   /* how far an array of unknown length is named */
    PAGE_BYTES = 4096,
    WAY_BYTES = 256,
    MOST_SHOWN = 32 /* characters of a name */
};

/* Memory that a variable or a pointer leads to. */
struct object {
    uint64_t low, bytes;
    bool pointed_to; /* its name is that of the pointer */
    bool is_atomic;  /* declared so */
    bool is_open;    /* perhaps an array, of which the first element is known */
    Dwarf_Die type;
    char *name;
};

static struct object *objects; /* also the queue: each leads to later ones */
static size_t object_count;
static pid_t process;

/* ---- Objects. ---- */

/* May more of them follow? Numbers are often in arrays. A mutex is often in a
 * struct, unless it comes first in a mapping of its own. */
static bool
may_be_first(Dwarf_Die *type, uint64_t address, bool opaque)
{
    return opaque ? address % PAGE_BYTES == 0
                  : dwarf_tag(type) == DW_TAG_base_type;
}

static void
add_object(const char *name, uint64_t address, Dwarf_Die *type, bool pointed_to)
{
    Dwarf_Die peeled = *type;
    bool opaque = type_peel(&peeled);

    type_complete(&peeled);
    uint64_t bytes = type_bytes(&peeled);

    if (address == 0 || bytes == 0 || object_count == MOST_OBJECTS)
        return;
    for (size_t i = 0; i < object_count; i++)
        if (objects[i].low == address && objects[i].bytes == bytes)
            return;
    objects = store_grow(objects, object_count, sizeof(*objects));
    objects[object_count++] = (struct object){
        .low = address,
        .bytes = bytes,
        .pointed_to = pointed_to,
        .is_atomic = type_is_atomic(type),
        .is_open = pointed_to && may_be_first(&peeled, address, opaque),
        .type = opaque ? *type : peeled,
        .name = store_copy(name, strlen(name) + 1),
    };
}

/* Whatever this pointer points to, if it is not a function. */
static void
follow(const char *name, uint64_t value, Dwarf_Die *pointer)
{
    Dwarf_Die target;

    if (type_of(pointer, &target) &&
        dwarf_tag(&target) != DW_TAG_subroutine_type)
        add_object(name, value, &target, true);
}

static void walk(
    const char *name, bool pointed_to, uint64_t address, Dwarf_Die *type);

static void
walk_array(const char *name, uint64_t address, Dwarf_Die *type)
{
    char way[WAY_BYTES];
    Dwarf_Die element;
    uint64_t each = type_of(type, &element) ? type_bytes(&element) : 0;
    uint64_t count = each > 0 ? type_bytes(type) / each : 0;

    for (uint64_t i = 0; i < count && i < MOST_ELEMENTS; i++) {
        snprintf(way, sizeof(way), "%s[%lu]", name, (unsigned long)i);
        walk(way, false, address + i * each, &element);
    }
}

static void
walk_record(
    const char *name, bool pointed_to, uint64_t address, Dwarf_Die *type)
{
    char way[WAY_BYTES];
    Dwarf_Die member, inner;

    if (dwarf_child(type, &member) != 0)
        return;
    do {
        const char *called = dwarf_diename(&member);
        if (dwarf_tag(&member) != DW_TAG_member || !type_of(&member, &inner))
            continue;
        if (called == NULL) /* its members are this one's */
            snprintf(way, sizeof(way), "%s", name);
        else
            snprintf(way, sizeof(way), "%s%s%s", name, pointed_to ? "->" : ".",
                called);
        walk(way, called == NULL && pointed_to, address + type_offset(&member),
            &inner);
    } while (dwarf_siblingof(&member, &member) == 0);
}

/* Follow all pointers in it. */
static void
walk(const char *name, bool pointed_to, uint64_t address, Dwarf_Die *type)
{
    char way[WAY_BYTES];
    Dwarf_Die peeled = *type;
    uint64_t value;

    if (type_peel(&peeled))
        return;
    if (dwarf_tag(&peeled) == DW_TAG_array_type) {
        walk_array(name, address, &peeled);
    } else if (type_is_record(&peeled)) {
        walk_record(name, pointed_to, address, &peeled);
    } else if (dwarf_tag(&peeled) == DW_TAG_pointer_type &&
               target_peek(process, address, &value, sizeof(value))) {
        snprintf(way, sizeof(way), pointed_to ? "(*%s)" : "%s", name);
        follow(way, value, &peeled);
    }
}

static void
see_variable(const char *name, Dwarf_Die *type, uint64_t address, bool is_value)
{
    Dwarf_Die peeled = *type;

    type_peel(&peeled);
    if (is_value)
        follow(name, address, &peeled);
    else
        add_object(name, address, type, false);
}

/* ---- All of it. ---- */

void
names_begin(pid_t whose)
{
    for (size_t i = 0; i < object_count; i++)
        free(objects[i].name);
    free(objects);
    objects = NULL;
    object_count = 0;
    process = whose;
    variables_attach(process);
}

void
names_add_task(pid_t task)
{
    variables_in_frames(task, see_variable);
}

void
names_finish(void)
{
    variables_of_files(see_variable);
    for (size_t i = 0; i < object_count; i++) {
        struct object object = objects[i]; /* the array moves as it grows */
        walk(object.name, object.pointed_to, object.low, &object.type);
    }
}

/* ---- The name of an address. ---- */

/* Prefer its own name to one through a pointer; otherwise the closest. */
static bool
is_better(const struct object *object, const struct object *best)
{
    if (best == NULL || object->pointed_to != best->pointed_to)
        return best == NULL || best->pointed_to;
    return object->bytes < best->bytes;
}

static const struct object *
find_object(uint64_t address)
{
    const struct object *best = NULL;

    for (size_t i = 0; i < object_count; i++) {
        const struct object *object = &objects[i];
        if (address >= object->low && address - object->low < object->bytes &&
            is_better(object, best))
            best = object;
    }
    return best;
}

/* An array of unknown length that may contain the address: the one that begins
 * closest to it. Within a variable, the end is known. */
static const struct object *
find_array(uint64_t address)
{
    const struct object *best = NULL;
    Dwarf_Die member;

    for (size_t i = 0; i < object_count; i++) {
        struct object *object = &objects[i];
        if (address >= object->low && address - object->low < OPEN_BYTES &&
            (object->is_open || type_has_open_end(&object->type, &member)) &&
            (best == NULL || object->low > best->low) &&
            find_object(object->low)->pointed_to)
            best = object;
    }
    return best;
}

static void __attribute__((format(printf, 2, 3)))
add_to(char way[WAY_BYTES], const char *format, ...)
{
    size_t length = strlen(way);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(way + length, WAY_BYTES - length, format, arguments);
    va_end(arguments);
}

/* A union's other views of the same bytes: not worth naming. */
static bool
is_view(const char *name)
{
    return strcmp(name, "__data") == 0 || strcmp(name, "__size") == 0;
}

/* From the object on: "->memory", "[1]", ".value". True if something on the way
 * is atomic. */
static bool
add_way(const struct object *object, bool is_later, uint64_t offset, bool whole,
    char way[WAY_BYTES])
{
    Dwarf_Die type = object->type, inner;
    const char *link = object->pointed_to && !is_later ? "->" : ".";
    bool opaque = false, atomic = object->is_atomic;

    for (;;) {
        atomic = atomic || type_is_atomic(&type);
        opaque = type_peel(&type) || opaque;
        if (opaque && whole)
            return atomic;
        if (dwarf_tag(&type) == DW_TAG_array_type && !opaque) {
            if (!type_of(&type, &inner) || type_bytes(&inner) == 0)
                return atomic;
            add_to(way, "[%lu]", (unsigned long)(offset / type_bytes(&inner)));
            offset %= type_bytes(&inner);
            type = inner;
        } else if (type_is_record(&type) &&
                   type_member(&type, offset, &inner)) {
            const char *name = dwarf_diename(&inner);
            offset -= type_offset(&inner);
            if (name != NULL && !(opaque && is_view(name))) {
                add_to(way, "%s%s", link, name);
                link = ".";
            }
            if (!type_of(&inner, &type))
                return atomic;
        } else {
            return atomic;
        }
    }
}

/* A path is read from its end: keep as much as fits. */
static const char *
cut(const char *way)
{
    const char *rest = way;

    while (strlen(rest) > MOST_SHOWN) {
        const char *next = rest + strcspn(rest, ".-");
        if (*next == '\0')
            break;
        rest = next + (*next == '-' ? 2 : 1);
    }
    return rest;
}

/* False if nothing is known there. */
static bool
find_way(uint64_t address, bool whole, char way[WAY_BYTES], bool *is_atomic)
{
    const struct object *object = find_object(address);

    if (object == NULL)
        object = find_array(address);
    if (object == NULL)
        return false;
    uint64_t offset = address - object->low;
    Dwarf_Die type = object->type;
    bool opaque = type_peel(&type);
    bool is_later = object->is_open && offset >= object->bytes;
    bool is_target =
        object->pointed_to && !opaque && !type_is_record(&type) && !is_later;
    snprintf(way, WAY_BYTES, "%s%s", is_target ? "*" : "", object->name);
    if (is_later) {
        add_to(way, "[%lu]", (unsigned long)(offset / object->bytes));
        offset %= object->bytes;
    }
    *is_atomic = add_way(object, is_later, offset, whole, way);
    return true;
}

bool
names_say(uint64_t address, bool whole, char *out, size_t size)
{
    char way[WAY_BYTES];
    bool is_atomic, is_known = find_way(address, whole, way, &is_atomic);

    snprintf(out, size, "%s", is_known ? cut(way) : "");
    return is_known;
}

bool
names_is_atomic(uint64_t address, bool *is_known)
{
    char way[WAY_BYTES];
    bool is_atomic = false;

    *is_known = find_way(address, false, way, &is_atomic);
    return is_atomic;
}

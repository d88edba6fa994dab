#include "sink_kinds.h"

#include "die.h"

#include <string.h>
#include <sys/stat.h>

static const char scheme[] = "sqlite:";

/* Anything but a regular file could not be read back, or would be damaged. */
static void
refuse_special(const char *path)
{
    struct stat status;

    if (*path == '\0')
        die(STATUS_USAGE, "--sink: expected FILE or sqlite:FILE");
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
        die(STATUS_USAGE, "--sink: %s is not a regular file: give another name",
            path);
}

void
sink_claim(struct sink_place *place, const char *where, const char *title)
{
    bool is_database = strncmp(where, scheme, sizeof(scheme) - 1) == 0;

    *place = (struct sink_place){
        .kind = is_database ? &sink_sqlite : &sink_file,
        .path = is_database ? where + sizeof(scheme) - 1 : where,
        .claim = -1,
    };
    refuse_special(place->path);
    place->kind->claim(place, title);
}

bool
sink_open(struct sink *sink, const struct sink_place *place)
{
    *sink = (struct sink){.place = place, .kind = place->kind, .file = -1};
    return sink->kind->open(sink);
}

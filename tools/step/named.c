#include "named.h"

#include "store.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_ROOM = 258 };

struct named {
    void *program;
    size_t bytes;
};

struct named *
named_open(const char *file)
{
    struct named *named = NULL;
    struct stat about;
    void *program = MAP_FAILED;
    int descriptor = open(file, O_RDONLY | O_CLOEXEC);

    if (descriptor != -1 && fstat(descriptor, &about) == 0)
        program = mmap(
            NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (program != MAP_FAILED) {
        named = store_new(sizeof(*named));
        *named = (struct named){program, (size_t)about.st_size};
    }
    if (descriptor != -1)
        close(descriptor);
    return named;
}

bool
named_has(const struct named *named, const char *name)
{
    const bool is_semaphore = strncmp(name, "sem.", 4) == 0;
    char string[NAME_ROOM];

    if (named == NULL)
        return false;
    size_t length = 1 + (size_t)snprintf(string, sizeof(string), "/%s",
                            name + (is_semaphore ? 4 : 0));
    if (memmem(named->program, named->bytes, string, length) != NULL)
        return true;
    *string = '\0'; /* the end of the string before */
    return memmem(named->program, named->bytes, string, length) != NULL;
}

void
named_close(struct named *named)
{
    if (named != NULL)
        munmap(named->program, named->bytes);
    free(named);
}

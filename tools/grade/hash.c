#include "hash.h"

#include "kit/die.h"
#include "kit/launch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 64, MAX_FILES = 8 };

/* The sum of a file that was read only in part would match other files: so a
 * line before it says that all of it was read. */
static const char whole[] = "whole\n";
static const char script[] =
    "exec 3>&1 2>/dev/null; { cat -- \"$@\" && echo whole >&3; } | sha256sum";

void
hash_files(const char *const *paths, char hash[65])
{
    const char *words[MAX_FILES + 4] = {"-c", script, "sh"};
    char answer[256];

    for (int i = 0; i < MAX_FILES && paths[i] != NULL; i++)
        words[3 + i] = paths[i];
    int status = launch_run_on_path(
        "sh", "it hashes the sources", words, answer, sizeof(answer));
    if (status == STATUS_CANNOT) /* which has been said */
        exit(STATUS_CANNOT);
    const char *sum = answer + strlen(whole);
    if (status != STATUS_HELD || strncmp(answer, whole, strlen(whole)) != 0 ||
        strspn(sum, "0123456789abcdef") != DIGITS)
        die(STATUS_CANNOT,
            "sha256sum gives no sum: install coreutils, or see 'ulimit -n' "
            "and 'ulimit -u'");
    snprintf(hash, DIGITS + 1, "%.*s", DIGITS, sum);
}

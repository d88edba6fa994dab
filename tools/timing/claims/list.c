/* The note's claims, and what they rest on, from list.txt. */

#include "claims.h"

#include "kit/die.h"
#include "kit/embed.h"
#include "kit/memory.h"

#include <string.h>

enum { MOST_CLAIMS = 48 };

EMBED(list, "tools/timing/claims/list.txt");

#define WORD(name) #name,
static const char *const names[FINDINGS] = {"", FINDING_NAMES(WORD)};

struct finding claims_findings[FINDINGS];
struct claim claims[MOST_CLAIMS + 1];

static enum finding_name
find(const char *name)
{
    enum finding_name found = FINDINGS - 1;

    while (found > FINDING_NONE && strcmp(names[found], name) != 0)
        found--;
    if (found == FINDING_NONE)
        die(STATUS_BROKEN, "list.txt: there is no finding '%s'", name);
    return found;
}

static void
read_finding(char *line)
{
    struct finding *finding = &claims_findings[find(strsep(&line, " "))];
    const char *program = strsep(&line, " ");

    finding->needs = strcmp(program, "-") != 0 ? program : NULL;
    finding->name = line;
}

static void
read_claim(struct claim *claim, const char *section, char *line, char **rest)
{
    size_t count = 0;

    claim->section = section;
    claim->chinese = line;
    claim->english = strsep(rest, "\n");
    claim->test = strsep(rest, "\n");
    line = strsep(rest, "\n");
    for (char *name; (name = strsep(&line, " ")) != NULL;) {
        if (count == MOST_FINDINGS)
            die(STATUS_BROKEN, "list.txt: too many findings: %s", name);
        claim->findings[count++] = find(name);
    }
}

void
claims_read(void)
{
    char *rest = memory_heap(strlen(list) + 1, "the claims"), *line;
    const char *section = NULL;
    size_t count = 0;

    strcpy(rest, list);
    while ((line = strsep(&rest, "\n")) != NULL) {
        if (strncmp(line, "== ", 3) == 0)
            section = line + 3;
        else if (section == NULL || *line == '\0')
            continue; /* what stands above the first heading is for readers */
        else if (strcmp(section, "findings") == 0)
            read_finding(line);
        else if (count < MOST_CLAIMS)
            read_claim(&claims[count++], section, line, &rest);
        else
            die(STATUS_BROKEN, "list.txt: more than %d claims", MOST_CLAIMS);
    }
}

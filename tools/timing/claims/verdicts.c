#include "verdicts.h"

#include "kit/home.h"

#include <string.h>

/* A program that it needs and that is not here, or NULL. */
static const char *
missing(const struct claim *claim)
{
    for (size_t i = 0; i < MOST_FINDINGS; i++) {
        const char *needs = claims_findings[claim->findings[i]].needs;
        if (needs != NULL && !home_has(needs))
            return needs;
    }
    return NULL;
}

const char *
claims_awaited(const struct claim *claim)
{
    return missing(claim) != NULL ? missing(claim) : claim->test;
}

size_t
claims_count(const struct claim *claim)
{
    size_t count = 0;

    if (missing(claim) != NULL)
        return 0;
    while (count < MOST_FINDINGS && claim->findings[count] != FINDING_NONE)
        count++;
    return count;
}

enum verdict
claims_judge(const struct claim *claim)
{
    enum bearing bearings[MOST_FINDINGS];
    size_t count = claims_count(claim);

    for (size_t i = 0; i < count; i++)
        bearings[i] = claims_findings[claim->findings[i]].bearing;
    return claims_verdict(bearings, count);
}

const char *const claims_bearing_texts[] = {
    [BEARS_NOT] = "open", [BEARS_FOR] = "for", [BEARS_AGAINST] = "against"};

void
claims_names(
    char why[CLAIMS_WHY_BYTES], const struct claim *claim, enum bearing bearing)
{
    const char *separator = ": ";

    for (size_t i = 0; i < claims_count(claim); i++) {
        const struct finding *finding = &claims_findings[claim->findings[i]];
        size_t length = strlen(why);
        if (finding->bearing != bearing)
            continue;
        if (separator[0] == ':')
            length += (size_t)snprintf(why + length, CLAIMS_WHY_BYTES - length,
                "%s%s", length > 0 ? ". " : "", claims_bearing_texts[bearing]);
        snprintf(why + length, CLAIMS_WHY_BYTES - length, "%s%s", separator,
            finding->name);
        separator = "; ";
    }
}

void
claims_why(char why[CLAIMS_WHY_BYTES], const struct claim *claim)
{
    why[0] = '\0';
    if (claims_count(claim) == 0)
        snprintf(why, CLAIMS_WHY_BYTES, "it needs another experiment: %s",
            claims_awaited(claim));
    claims_names(why, claim, BEARS_FOR);
    claims_names(why, claim, BEARS_AGAINST);
    claims_names(why, claim, BEARS_NOT);
}

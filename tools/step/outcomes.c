#include "outcomes.h"

#include "store.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

int
outcomes_add(struct outcomes *outcomes, const char *text, int status)
{
    uint64_t hash = store_hash(STORE_HASH, text, strlen(text));
    int i = 0;

    hash = store_hash(hash, &status, sizeof(status));
    while (i < outcomes->count && outcomes->outcome[i].hash != hash)
        i++;
    if (i == MAX_OUTCOMES)
        return MAX_OUTCOMES - 1;
    if (i == outcomes->count) {
        struct outcome *new = &outcomes->outcome[outcomes->count++];
        *new = (struct outcome){.status = status, .hash = hash};
        snprintf(new->text, sizeof(new->text), "%s", text);
    }
    return i;
}

static size_t
length_of(const char *text)
{
    size_t length = strlen(text);

    while (length > 0 && isspace((unsigned char)text[length - 1]))
        length--;
    return length;
}

int
outcomes_same_text(const char *left, const char *right)
{
    size_t length = length_of(left);

    return length == length_of(right) && memcmp(left, right, length) == 0;
}

static const char dots[] = "...";

const char *
outcomes_quote_from(const char *text, size_t skipped, char quoted[QUOTED_BYTES])
{
    size_t length = length_of(text), at = 0;

    quoted[at++] = '"';
    if (skipped > 0)
        at = (size_t)(stpcpy(quoted + at, dots) - quoted);
    for (size_t i = skipped; i < length; i++) {
        if (at > QUOTED_BYTES - sizeof(dots) - 4) {
            at = (size_t)(stpcpy(quoted + at, dots) - quoted);
            break;
        }
        if (text[i] == '\n') {
            quoted[at++] = '\\';
            quoted[at++] = 'n';
        } else {
            quoted[at++] = iscntrl((unsigned char)text[i]) ? '?' : text[i];
        }
    }
    quoted[at++] = '"';
    quoted[at] = '\0';
    return quoted;
}

size_t
outcomes_part(const char *left, const char *right)
{
    size_t at = 0;

    while (left[at] != '\0' && left[at] == right[at])
        at++;
    return at > QUOTED_BYTES / 2 ? at - QUOTED_BYTES / 4 : 0;
}

/* So many bytes are the lines with which the first so many begin alike. 0 where
 * none is long. */
static size_t
alike_in(const struct outcomes *outcomes, int count)
{
    const char *first = outcomes->outcome[0].text;
    size_t alike = length_of(first), longest = 0;

    for (int i = 0; i < count; i++) {
        const char *text = outcomes->outcome[i].text;
        size_t same = 0;
        while (same < alike && text[same] == first[same])
            same++;
        alike = same;
        if (length_of(text) > longest)
            longest = length_of(text);
    }
    while (alike > 0 && first[alike - 1] != '\n')
        alike--;
    return longest > QUOTED_BYTES / 2 ? alike : 0;
}

/* So many bytes to skip of this one, so that it is told from the others of the
 * first so many. */
static size_t
skipped_in(const struct outcomes *outcomes, int count, int number)
{
    const char *text = outcomes->outcome[number].text;
    size_t alike = alike_in(outcomes, count), skipped = alike;
    char own[QUOTED_BYTES], quoted[QUOTED_BYTES];
    bool is_unclear = false;

    outcomes_quote_from(text, alike, own);
    for (int i = 0; i < count; i++) {
        const char *other = outcomes->outcome[i].text;
        if (outcomes_same_text(text, other))
            continue;
        if (strcmp(own, outcomes_quote_from(other, alike, quoted)) == 0)
            is_unclear = true;
        if (outcomes_part(text, other) > skipped)
            skipped = outcomes_part(text, other);
    }
    return is_unclear ? skipped : alike;
}

const char *
outcomes_quote(const struct outcomes *outcomes, int count, int number,
    char quoted[QUOTED_BYTES])
{
    return outcomes_quote_from(outcomes->outcome[number].text,
        skipped_in(outcomes, count, number), quoted);
}

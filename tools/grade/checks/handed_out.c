/* Does what was handed out stand as it was, outside of the tasks? A main of the
 * student's own may print what never happened. No points depend on it: who
 * writes the program anew may be right, so a person should read what is named
 * here. What the tasks and functions of the student's own do is not looked at.
 */

#include "../changes.h"
#include "../check.h"
#include "../grading.h"
#include "../lab.h"
#include "../rubric.h"
#include "../source.h"
#include "../tokens.h"

#include "kit/die.h"

#include <string.h>

static void
read_lab(const struct grading *grading, struct source *source)
{
    char path[LAB_PATH_BYTES], name[32];

    snprintf(name, sizeof(name), "%s.c", grading->source->model);
    lab_file(grading->lab, name, path);
    source_read(source, path);
    if (source->text == NULL)
        die(STATUS_USAGE, "%s: %s: the rubric compares with it", path,
            source->reason);
}

void
judge_handed_out(
    struct grading *grading, const struct row *row, struct verdict *verdict)
{
    static struct tokens lab, student;
    struct source source = {.path = NULL};
    struct changes changes;

    read_lab(grading, &source);
    verdict_unjudged(verdict);
    if (!tokens_read(&lab, source.text, true) ||
        !tokens_read(&student, grading->source->text, false))
        fputs("it is too long to be compared with what was handed out\n",
            verdict->out);
    else {
        changes_find(&changes, &lab, &student);
        if (*changes.lines == '\0')
            verdict_pass(verdict, row);
        else if (changes.is_other)
            fputs("it is not the program that was handed out: read whether it "
                  "does\nwhat it prints\n",
                verdict->out);
        else
            fprintf(verdict->out,
                "changed outside of the tasks: line%s %s: read whether the "
                "program still\ndoes what it prints\n",
                strpbrk(changes.lines, "-,") != NULL ? "s" : "", changes.lines);
    }
    source_free(&source);
}

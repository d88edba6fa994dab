#include "tuning.h"

#include "json.h"
#include "sysfile.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

bool
tuning_governor(char text[TUNING_TEXT])
{
    return sysfile_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor",
        "", text, TUNING_TEXT);
}

bool
tuning_clocksource(char text[TUNING_TEXT])
{
    return sysfile_line(
        "/sys/devices/system/clocksource/clocksource0/current_clocksource", "",
        text, TUNING_TEXT);
}

/* The file lists all words, with the chosen one in brackets. */
bool
tuning_huge_pages(char text[TUNING_TEXT])
{
    char line[TUNING_TEXT];

    if (!sysfile_line("/sys/kernel/mm/transparent_hugepage/enabled", "", line,
            sizeof(line)))
        return false;
    const char *word = strchr(line, '[');
    if (word == NULL)
        return false;
    word++;
    snprintf(text, TUNING_TEXT, "%.*s", (int)strcspn(word, "]"), word);
    return true;
}

static bool
costs_or_threatens(const char *text)
{
    return strncmp(text, "Mitigation", 10) == 0 ||
           strncmp(text, "Vulnerable", 10) == 0;
}

int
tuning_mitigations(FILE *out)
{
    const char *folder = "/sys/devices/system/cpu/vulnerabilities";
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort), told = 0;

    for (int i = 0; i < count; i++) {
        char path[512], text[TUNING_TEXT];
        snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
        if (sysfile_line(path, "", text, sizeof(text)) &&
            costs_or_threatens(text)) {
            if (out != NULL) {
                fputs(told == 0 ? "{" : ", ", out);
                json_string(out, entries[i]->d_name);
                fputs(": ", out);
                json_string(out, text);
            }
            told++;
        }
        free(entries[i]);
    }
    if (out != NULL)
        fputs(count < 0 ? "null" : told == 0 ? "{}" : "}", out);
    if (count >= 0)
        free(entries);
    return told;
}

#include "csv.h"

#include "kit/memstream.h"
#include "kit/whole_file.h"

#include <stdlib.h>
#include <string.h>

void
csv_need(const char *path)
{
    if (path != NULL)
        whole_file_need("--csv", path);
}

static void
put_text(FILE *out, const char *text, const char *behind)
{
    bool quoted = text != NULL && strpbrk(text, ",\"\r\n") != NULL;

    if (quoted)
        fputc('"', out);
    for (; text != NULL && *text != '\0'; text++)
        fputs(*text == '"' ? "\"\"" : (char[]){*text, '\0'}, out);
    if (quoted)
        fputc('"', out);
    fputs(behind, out);
}

static void
put_real(FILE *out, double number)
{
    if (isfinite(number))
        fprintf(out, "%.9g", number);
    fputc(',', out);
}

void
csv_row(FILE *out, const struct csv_row *row)
{
    const char *const words[] = {
        row->name, row->model, row->way, row->to, row->what, row->unit};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        put_text(out, words[i], ",");
    put_real(out, row->figure.value);
    put_real(out, row->figure.low);
    put_real(out, row->figure.high);
    put_text(out, row->verdict, ",");
    put_text(out, row->reason, "\r\n");
}

bool
csv_file(const char *path, void (*print)(FILE *out, const void *what),
    const void *what)
{
    char *text;
    size_t length;

    if (path == NULL)
        return true;
    FILE *out = memstream_open(&text, &length, "the table of --csv");
    fputs("name,model,way,to,what,unit,value,low,high,verdict,reason\r\n", out);
    print(out, what);
    memstream_close(out, "the table of --csv");
    bool good = whole_file_put("--csv", path, text, length);
    free(text);
    return good;
}

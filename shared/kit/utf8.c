#include "utf8.h"

int
utf8_bytes(const char *text)
{
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = (unsigned char)*text;
    int bytes = first < 0x80   ? first != 0
                : first < 0xc0 ? 0
                : first < 0xe0 ? 2
                : first < 0xf0 ? 3
                : first < 0xf8 ? 4
                               : 0;
    unsigned code = bytes < 2 ? first : first & (0x7fu >> bytes);

    for (int i = 1; i < bytes; i++) {
        unsigned char next = (unsigned char)text[i];
        if (next >> 6 != 2) /* the end, too */
            return 0;
        code = code << 6 | (next & 0x3f);
    }
    if (bytes > 1 && (code < least[bytes] || code > 0x10ffff ||
                         (code >= 0xd800 && code <= 0xdfff)))
        return 0;
    return bytes;
}

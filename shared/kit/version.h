#ifndef KIT_VERSION_H
#define KIT_VERSION_H

#define TWINLAB_VERSION "0.1.0"

#endif

// An embedded framework: a class that others use, and one that they do not.
@interface NSObject
@end
struct stat;
extern int stat(const char *path, void *into);
__attribute__((visibility("default")))
@interface StatisticsTracker : NSObject
- (int)track:(const char *)path;
@end
@implementation StatisticsTracker
- (int)track:(const char *)path {
  char into[256];
  return stat(path, into);
}
@end
__attribute__((visibility("hidden")))
@interface StatisticsStore : NSObject
@end
@implementation StatisticsStore
@end

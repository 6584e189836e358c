// The executable of an app extension.
@interface NSObject
@end
@interface NSUserDefaults : NSObject
+ (instancetype)standardUserDefaults;
@end
@interface ShareController : NSObject
@end
@implementation ShareController
+ (NSUserDefaults *)defaults {
  return [NSUserDefaults standardUserDefaults];
}
@end
int NSExtensionMain(void) { return 0; }

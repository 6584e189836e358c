// A small app in Objective-C, without any SDK: what of the system it needs is declared here.
typedef signed char BOOL;
@class NSString;
@interface NSObject
+ (instancetype)alloc;
- (instancetype)init;
@end
@interface NSString : NSObject
@end
@interface NSURL : NSObject
+ (instancetype)URLWithString:(NSString *)text;
@end
@interface UIViewController : NSObject
- (void)viewDidLoad;
@end
@interface ASIdentifierManager : NSObject
+ (instancetype)sharedManager;
- (NSObject *)advertisingIdentifier;
@end
@interface CLLocationManager : NSObject
- (void)requestWhenInUseAuthorization;
@end

extern void *dlopen(const char *path, int mode);
extern int puts(const char *text);

@protocol HomeworkSource
- (NSURL *)homeworkForDay:(int)day;
@end

@interface HomeworkController : UIViewController <HomeworkSource>
@property(nonatomic, strong) NSURL *address;
@property(nonatomic, strong) CLLocationManager *locator;
@end

@implementation HomeworkController
- (NSURL *)homeworkForDay:(int)day {
  return [NSURL URLWithString:day ? @"https://api.example.com/homework" : @"作业帮手"];
}
- (void)viewDidLoad {
  self.address = [self homeworkForDay:1];
  self.locator = [[CLLocationManager alloc] init];
  [self.locator requestWhenInUseAuthorization];
}
+ (NSObject *)identifier {
  return [[ASIdentifierManager sharedManager] advertisingIdentifier];
}
@end

@interface NSURL (Homework)
- (BOOL)isHomework;
@end
@implementation NSURL (Homework)
- (BOOL)isHomework {
  return self != 0;
}
@end

int main(int argc, char **argv) {
  char path[64];
  for (int i = 0; i < 63; i++) path[i] = argv[0][i];
  path[63] = 0;
  puts(path);
  return dlopen("/usr/lib/libexample.dylib", 1) != 0;
}

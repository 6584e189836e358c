// How an iOS package may be installed, read in its provisioning profile. The key is Apple's for in-house distribution
// (Apple Developer Enterprise Program): the profile does not list devices, any device may install the app.

rule ios_enterprise_profile
{
    meta:
        category = "distribution"
        title = "企业分发的描述文件"
        strength = "strong"
        source = "developer.apple.com in-house provisioning profiles"
    strings:
        $all = /<key>ProvisionsAllDevices<\/key>\s{0,16}<true\/>/
        $profile = "<key>TeamIdentifier</key>"
    condition:
        $all and $profile
}

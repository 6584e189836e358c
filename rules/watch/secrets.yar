// Credentials that open somebody's servers. App keys, map keys and public keys are meant to be in a package and are no secrets.
// `entropy` is what a matched text must reach, in bits a character, so that placeholders do not count; only a hash is kept.

rule secret_aliyun
{
    meta:
        category = "secret"
        title = "阿里云访问密钥 ID"
        strength = "strong"
        source = "help.aliyun.com RAM AccessKey"
        entropy = "3.0"
    strings:
        $a = /LTAI[0-9A-Za-z]{12,20}/ fullword
    condition:
        any of them
}

rule secret_tencent_cloud
{
    meta:
        category = "secret"
        title = "腾讯云访问密钥 ID"
        strength = "strong"
        source = "cloud.tencent.com CAM SecretId"
        entropy = "3.6"
    strings:
        $a = /AKID[0-9A-Za-z]{32}/ fullword
    condition:
        any of them
}

rule secret_aws
{
    meta:
        category = "secret"
        title = "亚马逊云访问密钥 ID"
        strength = "strong"
        source = "docs.aws.amazon.com IAM identifiers"
        entropy = "3.0"
        note = "文档示例 AKIAIOSFODNN7EXAMPLE 也会命中"
    strings:
        $a = /A[KS]IA[0-9A-Z]{16}/ fullword
    condition:
        any of them
}

rule secret_volcengine
{
    meta:
        category = "secret"
        title = "火山引擎访问密钥 ID"
        strength = "strong"
        source = "www.volcengine.com IAM access key"
        entropy = "4.0"
    strings:
        $a = /AKLT[0-9A-Za-z_\-]{40,60}/ fullword
    condition:
        any of them
}

rule secret_jdcloud
{
    meta:
        category = "secret"
        title = "京东云访问密钥 ID"
        strength = "strong"
        source = "docs.jdcloud.com access key"
        entropy = "3.0"
    strings:
        $a = /JDC_[0-9A-Z]{28}/ fullword
    condition:
        any of them
}

rule secret_private_key_pem
{
    meta:
        category = "secret"
        title = "私钥(PEM)"
        strength = "strong"
        source = "RFC 7468; RFC 5958"
        entropy = "4.0"
    strings:
        $a = /-----BEGIN (RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----[ \r\n\\nrt"+]{0,12}[0-9A-Za-z+\/=\r\n\\]{64,400}/
    condition:
        any of them
}

rule secret_private_key_pkcs8
{
    meta:
        category = "secret"
        title = "私钥(PKCS#8,Base64)"
        strength = "strong"
        source = "RFC 5958; opendocs.alipay.com RSA keys"
        entropy = "4.5"
    strings:
        $a = /MII[CE][0-9A-Za-z+\/]{2}IBADANBgkqhkiG9w0BAQEFAASC[0-9A-Za-z+\/]{64,400}/
    condition:
        any of them
}

rule secret_private_key_pkcs1
{
    meta:
        category = "secret"
        title = "私钥(PKCS#1,Base64)"
        strength = "strong"
        source = "RFC 8017 A.1.2"
        entropy = "4.5"
    strings:
        $a = /MII[CEJ][0-9A-Za-z+\/]{2}IBAAK(BgQ|CAQEA|CAgEA)[0-9A-Za-z+\/]{64,400}/
    condition:
        any of them
}

rule secret_google_oauth
{
    meta:
        category = "secret"
        title = "谷歌 OAuth 客户端密钥"
        strength = "strong"
        source = "developers.google.com OAuth client secret"
        entropy = "3.5"
    strings:
        $a = /GOCSPX-[0-9A-Za-z_\-]{28}/
    condition:
        any of them
}

rule secret_fcm_server
{
    meta:
        category = "secret"
        title = "谷歌推送服务端密钥"
        strength = "strong"
        source = "firebase.google.com legacy server key"
        entropy = "4.5"
    strings:
        $a = /AAAA[0-9A-Za-z_\-]{7}:APA91b[0-9A-Za-z_\-]{134}/
    condition:
        any of them
}

rule secret_github
{
    meta:
        category = "secret"
        title = "GitHub 令牌"
        strength = "strong"
        source = "docs.github.com token formats"
        entropy = "3.5"
    strings:
        $a = /gh[pousr]_[0-9A-Za-z]{36}/ fullword
        $b = /github_pat_[0-9A-Za-z_]{82}/
    condition:
        any of them
}

rule secret_gitlab
{
    meta:
        category = "secret"
        title = "GitLab 令牌"
        strength = "strong"
        source = "docs.gitlab.com token prefixes"
        entropy = "3.5"
    strings:
        $a = /glpat-[0-9A-Za-z_\-]{20}/ fullword
    condition:
        any of them
}

rule secret_gitee
{
    meta:
        category = "secret"
        title = "Gitee 令牌"
        strength = "strong"
        source = "gitee.com API v5 access_token"
        entropy = "3.5"
    strings:
        $a = /gitee\.com\/api\/v5\/[!-~]{0,120}access_token=[0-9a-f]{32}/
    condition:
        any of them
}

rule secret_slack
{
    meta:
        category = "secret"
        title = "Slack 令牌"
        strength = "strong"
        source = "api.slack.com token types"
        entropy = "3.3"
    strings:
        $a = /xox[abprs]-[0-9A-Za-z\-]{20,80}/ fullword
        $b = /hooks\.slack\.com\/services\/T[0-9A-Z]{8,12}\/B[0-9A-Z]{8,12}\/[0-9A-Za-z]{24}/
    condition:
        any of them
}

rule secret_stripe
{
    meta:
        category = "secret"
        title = "Stripe 服务端密钥"
        strength = "strong"
        source = "docs.stripe.com API keys"
        entropy = "3.5"
    strings:
        $a = /[sr]k_live_[0-9A-Za-z]{24,99}/ fullword
    condition:
        any of them
}

rule secret_sendgrid
{
    meta:
        category = "secret"
        title = "SendGrid 密钥"
        strength = "strong"
        source = "docs.sendgrid.com API keys"
        entropy = "4.0"
    strings:
        $a = /SG\.[0-9A-Za-z_\-]{22}\.[0-9A-Za-z_\-]{43}/
    condition:
        any of them
}

rule secret_npm
{
    meta:
        category = "secret"
        title = "npm 令牌"
        strength = "strong"
        source = "docs.npmjs.com access tokens"
        entropy = "4.0"
    strings:
        $a = /npm_[0-9A-Za-z]{36}/ fullword
    condition:
        any of them
}

rule secret_openai
{
    meta:
        category = "secret"
        title = "OpenAI 密钥"
        strength = "strong"
        source = "platform.openai.com API keys"
        entropy = "4.0"
    strings:
        $a = /sk-(proj-|svcacct-)?[0-9A-Za-z_\-]{20,80}T3BlbkFJ[0-9A-Za-z_\-]{20,80}/
    condition:
        any of them
}

rule secret_anthropic
{
    meta:
        category = "secret"
        title = "Anthropic 密钥"
        strength = "strong"
        source = "docs.anthropic.com API keys"
        entropy = "4.0"
    strings:
        $a = /sk-ant-(api|admin)[0-9]{2}-[0-9A-Za-z_\-]{80,100}/
    condition:
        any of them
}

rule secret_model_service
{
    meta:
        category = "secret"
        title = "大模型服务密钥"
        strength = "strong"
        source = "api-docs.deepseek.com; help.aliyun.com DashScope API key"
        entropy = "3.2"
    strings:
        $a = /sk-[0-9a-f]{32}/ fullword
    condition:
        any of them
}

rule secret_dingtalk_robot
{
    meta:
        category = "secret"
        title = "钉钉机器人地址"
        strength = "strong"
        source = "open.dingtalk.com custom robot"
        entropy = "3.8"
    strings:
        $a = /oapi\.dingtalk\.com\/robot\/send\?access_token=[0-9a-f]{64}/
    condition:
        any of them
}

rule secret_wecom_robot
{
    meta:
        category = "secret"
        title = "企业微信机器人地址"
        strength = "strong"
        source = "developer.work.weixin.qq.com group robot"
        entropy = "3.8"
    strings:
        $a = /qyapi\.weixin\.qq\.com\/cgi-bin\/webhook\/send\?key=[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/
    condition:
        any of them
}

rule secret_feishu_robot
{
    meta:
        category = "secret"
        title = "飞书机器人地址"
        strength = "strong"
        source = "open.feishu.cn custom bot"
        entropy = "3.8"
    strings:
        $a = /open\.feishu\.cn\/open-apis\/bot\/v2\/hook\/[0-9a-f\-]{36}/
    condition:
        any of them
}

rule secret_wechat_address
{
    meta:
        category = "secret"
        title = "微信接口密钥(写在网址里)"
        strength = "strong"
        source = "developers.weixin.qq.com access_token"
        entropy = "3.8"
    strings:
        $a = /api\.weixin\.qq\.com\/(sns|cgi-bin)\/[0-9a-z_\/]{4,40}\?[!-~]{0,120}secret=[0-9a-f]{32}/
    condition:
        any of them
}

rule secret_telegram_bot
{
    meta:
        category = "secret"
        title = "Telegram 机器人令牌"
        strength = "strong"
        source = "core.telegram.org bots API"
        entropy = "4.0"
    strings:
        $a = /api\.telegram\.org\/bot[0-9]{8,10}:AA[0-9A-Za-z_\-]{33}/
    condition:
        any of them
}

rule secret_database_address
{
    meta:
        category = "secret"
        title = "带口令的数据库地址"
        strength = "strong"
        source = "RFC 3986 userinfo; vendor connection strings"
        entropy = "3.3"
    strings:
        $a = /(mongodb|mongodb\+srv|redis|rediss|mysql|postgres|postgresql|amqp|amqps):\/\/[0-9A-Za-z._\-]{0,40}:[0-9A-Za-z!#%^*()_+=.,~\-]{6,60}@[0-9A-Za-z.\-]{4,80}/
        $b = /jdbc:(mysql|sqlserver|postgresql|oracle:thin|mariadb):[!-~]{6,160}[?&;](password|pwd)=[0-9A-Za-z!#%^*()_+=.,~@\-]{6,60}/ nocase
    condition:
        any of them
}

rule secret_login_in_address
{
    meta:
        category = "secret"
        title = "带口令的网址"
        strength = "strong"
        source = "RFC 3986 userinfo"
        entropy = "3.6"
    strings:
        $a = /(https?|ftp):\/\/[0-9A-Za-z._\-]{2,40}:[0-9A-Za-z!#%^*()_+=.,~\-]{6,60}@[0-9A-Za-z\-]{1,63}\.[0-9A-Za-z.\-]{2,80}/
    condition:
        any of them
}

rule secret_assigned
{
    meta:
        category = "secret"
        title = "写在配置里的服务端密钥"
        strength = "weak"
        source = "CWE-798"
        entropy = "4.0"
        note = "appSecret 不在其内:分享、登录、推送组件按厂商文档写在端上"
    strings:
        $a = /(secret_?access_?key|access_?key_?secret|client_?secret|master_?secret|secret_?key)["']?[ \t]{0,3}[:=][ \t]{0,3}["'][0-9A-Za-z+\/=_\-]{20,88}["']/ nocase
    condition:
        any of them and uint32(0) != 0x464c457f
}

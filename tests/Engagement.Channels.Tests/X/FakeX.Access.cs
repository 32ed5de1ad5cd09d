using Engagement.Channels.Tests.Contract;
using Engagement.Channels.X;

namespace Engagement.Channels.Tests.X;

/// <summary>Tokens, each of which works once.</summary>
internal sealed partial class FakeX
{
    public string AccessToken { get; private set; } = "access-1";

    public string RefreshToken { get; private set; } = "refresh-1";

    public string Code { get; set; } = "";

    public string Challenge { get; set; } = "";

    private Answer Token(Call call)
    {
        if (call.ContentType != "application/x-www-form-urlencoded"
            || call.Header("Authorization") != "Basic " + Convert.ToBase64String("client:hush"u8))
        {
            return new Answer(401, new { error = "unauthorized_client", error_description = "Missing valid authorization header" });
        }

        var form = call.Form();
        if (call.Path.EndsWith("/revoke", StringComparison.Ordinal))
        {
            AccessToken = "none";
            RefreshToken = "none";
            return new Answer(200, new { revoked = true });
        }

        var good = form["grant_type"] switch
        {
            "refresh_token" => form.Count == 2 && form["refresh_token"] == RefreshToken,
            "authorization_code" => form.Count == 4 && form["code"] == Code
                && form["redirect_uri"].Length > 0 && Pkce.Challenge(form["code_verifier"]) == Challenge,
            _ => false,
        };
        if (!good)
        {
            return new Answer(400, new { error = "invalid_request", error_description = "Value passed for the token was invalid." });
        }

        // Each works once.
        (AccessToken, RefreshToken, Code) = (AccessToken + "+", RefreshToken + "+", "");
        return new Answer(200, new { token_type = "bearer", expires_in = 7200, access_token = AccessToken,
            refresh_token = RefreshToken, scope = "tweet.read tweet.write users.read follows.read offline.access" });
    }
}

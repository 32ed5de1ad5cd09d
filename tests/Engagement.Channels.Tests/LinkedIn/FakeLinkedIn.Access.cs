using System.Text.RegularExpressions;
using Engagement.Channels.Tests.Contract;

namespace Engagement.Channels.Tests.LinkedIn;

/// <summary>Who may call, and in which form: tokens, versions, roles.</summary>
internal sealed partial class FakeLinkedIn
{
    public string AccessToken { get; private set; } = "access-1";

    public string RefreshToken { get; private set; } = "refresh-1";

    /// <summary>Only approved partners get refresh tokens.</summary>
    public bool IsPartner { get; set; } = true;

    private void Authorised(Call call)
    {
        if (call.Header("Authorization") != $"Bearer {AccessToken}")
        {
            throw new No(401, "INVALID_ACCESS_TOKEN", "Invalid access token");
        }
    }

    private static void Versioned(Call call)
    {
        if (call.Header("X-Restli-Protocol-Version") != "2.0.0" || !Regex.IsMatch(call.Header("LinkedIn-Version"), "^20[0-9]{4}$"))
        {
            throw new No(400, "VERSION_MISSING",
                "A version must be present. Please specify a version by adding the LinkedIn-Version header.");
        }

        if (string.CompareOrdinal(call.Header("LinkedIn-Version"), "202512") < 0)
        {
            throw new No(426, "NONEXISTENT_VERSION", $"Requested version {call.Header("LinkedIn-Version")}01 is not active");
        }

        if (call.RawPath.AsSpan().IndexOfAny(':', '(', ')') >= 0)
        {
            throw new No(400, "ILLEGAL_ARGUMENT", "Syntax exception in path variables");
        }

        if (call.Method is "DELETE" && call.Header("X-RestLi-Method") != "DELETE")
        {
            throw new No(400, "", "X-RestLi-Method: DELETE expected");
        }
    }

    private static Answer Roles(Call call)
    {
        Query(call, "q", "state", "count", "role");
        return new Answer(200, new
        {
            elements = new[]
            {
                new { role = "ADMINISTRATOR", state = "APPROVED", organization = Us, roleAssignee = "urn:li:person:me" },
                new { role = "ANALYST", state = "APPROVED", organization = "urn:li:organization:9", roleAssignee = "urn:li:person:me" },
            },
        });
    }

    private Answer Token(Call call)
    {
        var form = call.ContentType == "application/x-www-form-urlencoded" ? call.Form() : new Dictionary<string, string>();
        var good = form.GetValueOrDefault("client_id") == "client"
            && form.GetValueOrDefault("client_secret") == "hush" && form.GetValueOrDefault("grant_type") switch
            {
                "refresh_token" => form.Count == 4 && form["refresh_token"] == RefreshToken,
                "authorization_code" => form.Count == 5 && form["code"] == "the-code"
                    && form["redirect_uri"].StartsWith("https://", StringComparison.Ordinal),
                _ => false,
            };
        if (!good)
        {
            return new Answer(400, new { error = "invalid_request",
                error_description = "The provided authorization grant or refresh token is invalid, expired or revoked." });
        }

        AccessToken += "+";
        return !IsPartner
            ? new Answer(200, new { access_token = AccessToken, expires_in = 5_184_000,
                scope = "r_organization_social,w_organization_social" })
            : new Answer(200, new { access_token = AccessToken, expires_in = 5_184_000, refresh_token = RefreshToken,
                refresh_token_expires_in = 31_536_000, scope = "r_organization_social,w_organization_social" });
    }

    // RFC 7009, with the app's own name and secret.
    private Answer Revoke(Call call)
    {
        var form = call.ContentType == "application/x-www-form-urlencoded" ? call.Form() : new Dictionary<string, string>();
        if (form.GetValueOrDefault("client_id") != "client" || form.GetValueOrDefault("client_secret") != "hush")
        {
            return new Answer(401, new { error = "invalid_client", error_description = "Client authentication failed" });
        }

        AccessToken = form.GetValueOrDefault("token") == AccessToken ? "nobody's" : AccessToken;
        return new Answer(200, new { });
    }
}

namespace Engagement.Web.Security;

/// <summary>How often an address may try to get in.</summary>
internal static class SignInLimit
{
    /// <summary>The rate limit that pages ask for by its name.</summary>
    public const string Policy = "sign-in";
}

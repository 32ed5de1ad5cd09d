using System.Security.Claims;

namespace Engagement.Web.Security;

/// <summary>The signed-in person (or key), as pages and endpoints read them.</summary>
internal static class Me
{
    public const string Session = "engagement:session";
    public const string Zone = "engagement:zone";
    public const string Theme = "engagement:theme";
    public const string MustChangePassword = "engagement:must-change";

    public static Role? Role(this ClaimsPrincipal user) =>
        Enum.TryParse<Role>(user.FindFirstValue(ClaimTypes.Role), out var role) ? role : null;

    /// <summary>Null for an API key: keys are nobody's.</summary>
    public static Guid? UserId(this ClaimsPrincipal user) =>
        Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    /// <summary>The session they are in; null for an API key.</summary>
    public static Guid? SessionId(this ClaimsPrincipal user) => Guid.TryParse(user.FindFirstValue(Session), out var id) ? id : null;

    /// <summary>As histories name them.</summary>
    public static string DisplayName(this ClaimsPrincipal user) => user.Identity?.Name ?? "unknown";

    /// <summary>The person's zone; UTC when it is not known here.</summary>
    public static TimeZoneInfo TimeZone(this ClaimsPrincipal user) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(user.FindFirstValue(Zone) ?? "UTC", out var zone) ? zone : TimeZoneInfo.Utc;

    public static bool May(this ClaimsPrincipal user, string area, bool change = true) =>
        user.Role() is { } role && Area.All.Single(a => a.Name == area).Allows(role, change ? "POST" : "GET");
}

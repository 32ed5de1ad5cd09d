using System.Security.Claims;
using Engagement.Data;
using Engagement.Features.Team;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Engagement.Web.Security;

/// <summary>The session cookie: who it names, and when it stops being believed.</summary>
internal static class CookieSignIn
{
    // How long a disabled person, or one whose role changed, may still be believed.
    private static readonly TimeSpan Recheck = TimeSpan.FromMinutes(1);

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "engagement";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromHours(12);
        options.SlidingExpiration = true;
        options.LoginPath = "/sign-in";
        options.AccessDeniedPath = "/no-access";
        options.Events.OnValidatePrincipal = ValidateAsync;
    }

    public static ClaimsPrincipal PrincipalOf(UserRow user) => new(new ClaimsIdentity(
    [
        new(ClaimTypes.NameIdentifier, user.Id.ToString()),
        new(ClaimTypes.Name, user.Name),
        new(ClaimTypes.Email, user.Email),
        new(ClaimTypes.Role, user.Role.ToString()),
        new(Me.Zone, user.TimeZone),
        new(Me.Theme, user.Theme),
        new(Me.Stamp, user.SecurityStamp),
        .. user.MustChangePassword ? [new Claim(Me.MustChangePassword, "1")] : Array.Empty<Claim>(),
    ], CookieAuthenticationDefaults.AuthenticationScheme));

    public static Task SignInAsync(this HttpContext http, UserRow user) =>
        http.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, PrincipalOf(user));

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var clock = context.HttpContext.RequestServices.GetRequiredService<TimeProvider>();
        if (context.Properties.IssuedUtc is { } issued && clock.GetUtcNow() - issued < Recheck)
        {
            return;
        }

        var db = context.HttpContext.RequestServices.GetRequiredService<Db>();
        var user = context.Principal?.UserId() is { } id ? await db.OneAsync<UserRow>(UserSql.Read, new { Id = id }) : null;
        if (user is null || user.DisabledAt is not null || user.SecurityStamp != context.Principal!.FindFirstValue(Me.Stamp))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
            return;
        }

        context.ReplacePrincipal(PrincipalOf(user));
        context.ShouldRenew = true;
    }
}

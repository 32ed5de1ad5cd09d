using static Engagement.Sandbox.SandboxCalls;

namespace Engagement.Sandbox;

/// <summary>The network's JSON API, under <c>/sandbox/api</c>. The README beside this file lists it.</summary>
internal sealed class SandboxApiEndpoints(SandboxCalls calls, SandboxProfiles profiles, SandboxPosts posts, SandboxFaults faults)
{
    private const int PageSize = 50;

    public void Map(IEndpointRouteBuilder sandbox)
    {
        var api = sandbox.MapGroup("/api");
        MapPeople(api);
        MapPosts(api);
        MapFaults(api);
    }

    private void MapPeople(RouteGroupBuilder api)
    {
        api.MapPost("/profiles", http => WithBody<NewSandboxProfile>(http, wanted => Answer(profiles.Join(wanted), 201)));
        api.MapGet("/profiles/{handle}", (string handle) => profiles.Find(handle) is { } found ? Ok(found) : NotHere());
        api.MapPost("/profiles/{handle}/followers", (HttpContext http, string handle) => calls.AsMe(http, "follow", me =>
            profiles.Find(handle) is { } found ? Ok(new { changed = profiles.Follow(me, found) }) : NotHere()));

        api.MapGet("/me", http => calls.AsMe(http, "profile", me => Ok(profiles.Find(me.Id))));
        api.MapGet("/me/followers", (HttpContext http, long? since, int? take) => calls.AsMe(http, "followers", me =>
            Ok(profiles.Followers(me, since ?? 0, Take(take)))));
        api.MapPut("/me/webhook", http => calls.AsMe<WebhookTarget>(http, _ => "webhook", SetWebhook));
        api.MapDelete("/me/webhook", http => calls.AsMe(http, "webhook", me => SetWebhook(me, null)));

        api.MapPost("/token/refresh", http => WithBody<RefreshRequest>(http, wanted =>
            calls.Faulty(http, "refresh", "", () => Answer(profiles.Refresh(wanted.RefreshToken ?? "")))));
        api.MapPost("/token/revoke", http => calls.AsMe(http, "revoke", me =>
        {
            profiles.Revoke(me);
            return Ok(new { revoked = true });
        }));
    }

    private void MapPosts(RouteGroupBuilder api)
    {
        api.MapPost("/posts",
            http => calls.AsMe<NewSandboxPost>(http, wanted => wanted.InReplyTo is null ? "publish" : "reply", (me, wanted) =>
                Answer(posts.Publish(me, wanted), 201)));
        api.MapGet("/posts/{id}", (string id) => posts.Find(id) is { Deleted: false } found ? Ok(found) : NotHere());
        api.MapDelete("/posts/{id}", (HttpContext http, string id) => calls.AsMe(http, "delete", me => Answer(posts.Delete(me, id))));
        api.MapPost("/posts/{id}/likes",
            (HttpContext http, string id) => calls.AsMe(http, "like", me => Ok(new { changed = posts.Like(me, id) })));
        api.MapGet("/posts/{id}/thread", (HttpContext http, string id) => calls.AsMe(http, "thread", _ =>
            posts.Thread(id) is { Count: > 0 } thread ? Ok(new SandboxPage<SandboxPost>(thread, null, false)) : NotHere()));
        api.MapGet("/posts/{id}/metrics", (HttpContext http, string id) => calls.AsMe(http, "metrics", _ =>
            posts.Find(id) is { Deleted: false } found ? Ok(new { found.Likes, found.Replies }) : NotHere()));
        api.MapGet("/me/posts", (HttpContext http, string? key, string? text) => calls.AsMe(http, "find", me =>
            Ok(new SandboxPage<SandboxPost>(key is not null ? posts.ByKey(me, key) : posts.ByText(me, text ?? ""), null, false))));
        api.MapGet("/me/mentions", (HttpContext http, long? since, int? take) => calls.AsMe(http, "mentions", me =>
            Ok(faults.Distort(posts.Mentions(me, since, Take(take)), me.Handle))));
    }

    private void MapFaults(RouteGroupBuilder api)
    {
        api.MapGet("/faults", () => Ok(faults.Waiting));
        api.MapPost("/faults", http => WithBody<Fault>(http, AddFault));
        api.MapDelete("/faults", () =>
        {
            faults.Clear();
            return Results.NoContent();
        });
    }

    private IResult SetWebhook(SandboxProfile me, WebhookTarget? target)
    {
        // Loopback only: the network runs beside the application it pushes to, and must not be a way into others.
        if (target is not null && !(Uri.TryCreate(target.Url, UriKind.Absolute, out var url)
            && url.Scheme is "http" or "https" && url.IsLoopback))
        {
            return No(new(400, "invalid", "url: give an http or https address on this machine."));
        }

        if (target is { Secret: not { Length: >= 16 } })
        {
            return No(new(400, "invalid", "secret: at least 16 characters."));
        }

        profiles.SetWebhook(me, target?.Url, target?.Secret);
        return Results.NoContent();
    }

    private IResult AddFault(Fault fault)
    {
        if (!SandboxFaults.Calls.Contains(fault.On))
        {
            return No(new(400, "invalid", $"on: one of {string.Join(", ", SandboxFaults.Calls)}."));
        }

        if (fault.Times is < 1 or > 100_000 || fault.DelayMs is < 0 or > 120_000 || fault.RetryAfter is < 0 or > 86_400)
        {
            return No(new(400, "invalid", "times: 1 to 100000; delayMs: 0 to 120000; retryAfter: 0 to 86400 seconds."));
        }

        faults.Add(fault);
        return Ok(fault, 201);
    }

    private static int Take(int? take) => Math.Clamp(take ?? PageSize, 1, 200);

    private sealed record WebhookTarget(string? Url, string? Secret);

    private sealed record RefreshRequest(string? RefreshToken);
}

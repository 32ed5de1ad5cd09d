using System.Globalization;
using Engagement.Channels;
using Engagement.Channels.Text;
using Engagement.Common.Links;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Content.Templates;
using Engagement.Features.Content.Templates.Variants;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Features.Publishing.Deliveries.Guards;
using Engagement.Features.Publishing.Posts.Images;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Publishing.Posts;

/// <summary>Compose: an article, a template, accounts, words, a time.</summary>
internal sealed class NewModel(Db db, ReadNewPost read, ChannelCatalog channels, CreatePost create, RenderTemplate render, WriteWords write,
    Prices prices, PublishingOptions options, ChooseWords choose, TimeProvider clock) : PageModel
{
    // What it is composed of; there is none while the article is chosen.
    private NewPostParts? _parts;

    public ArticleChoice? Article => _parts?.Article;

    /// <summary>Whether readers get a short link, and so are counted.</summary>
    public LinkSettings Links => _parts?.Links ?? new();

    public IReadOnlyList<ArticleChoice> Articles { get; private set; } = [];

    public IReadOnlyList<TemplateRow> Templates => _parts?.Templates ?? [];

    public IReadOnlyList<AccountRow> AllAccounts => _parts?.Accounts ?? [];

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>The day it shall go out, where the calendar was asked for it, e.g. <c>2026-11-24</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Day { get; set; }

    [BindProperty]
    public Guid? TemplateId { get; set; }

    [BindProperty]
    public List<Guid> AccountIds { get; set; } = [];

    // By name: unnamed, a parameter called "index" would be taken for the list's own.
    [BindProperty(Name = "Words")]
    public List<AccountText> Words { get; set; } = [];

    /// <summary>Pictures sent up for this post, in their order.</summary>
    [BindProperty(Name = "Images")]
    public List<ChosenImage> Images { get; set; } = [];

    /// <summary>What is too long goes out as a thread.</summary>
    [BindProperty]
    public bool Thread { get; set; }

    /// <summary>Minutes it may be late; the desk's own grace is among them.</summary>
    [BindProperty]
    public int? Grace { get; set; }

    [BindProperty]
    public WhenLate WhenLate { get; set; }

    public static IReadOnlyList<(int Minutes, string Words)> Graces { get; } =
        [(15, "a quarter of an hour"), (60, "an hour"), (360, "6 hours"), (1440, "a day"), (10_080, "a week")];

    public LatePolicy? Late => Grace is { } minutes && (minutes != (int)options.Grace.TotalMinutes || WhenLate != WhenLate.Missed)
        ? new LatePolicy(TimeSpan.FromMinutes(minutes), WhenLate)
        : null;

    /// <summary>The tag of words written by hand; empty: as the template's text or the article.</summary>
    [BindProperty]
    public string? Language { get; set; }

    /// <summary>Shown before the words on networks that have such a thing.</summary>
    [BindProperty]
    public string? ContentWarning { get; set; }

    /// <summary>The connected networks that show a warning before the words.</summary>
    public IReadOnlyList<string> Warning =>
        [.. AllAccounts.Where(a => channels.Find(a.Network) is IWarnOfContent).Select(a => channels[a.Network].Facts.Name).Distinct()];

    /// <summary>The id the post will have, so that what goes by it is the same in the preview and when it is made.</summary>
    [BindProperty]
    public Guid? PostId { get; set; }

    /// <summary>It is kept, and handed in later.</summary>
    [BindProperty]
    public bool Draft { get; set; }

    public bool NeedsApproval => _parts?.NeedsApproval ?? false;

    /// <summary>What the guards say of it as it stands.</summary>
    public IReadOnlyList<(string Account, GuardFinding Finding)> Guards { get; private set; } = [];

    /// <summary>It goes out whatever they say.</summary>
    [BindProperty]
    public bool DespiteGuards { get; set; }

    /// <summary>Somebody read the article, whose text still holds marks of its site maker.</summary>
    [BindProperty]
    public bool DespiteMarks { get; set; }

    [BindProperty]
    public string When { get; set; } = "at";

    [BindProperty]
    public string? DueAt { get; set; }

    [BindProperty]
    public string? TimeZone { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid? article, CancellationToken ct)
    {
        if (article is { } id)
        {
            if (!await LoadAsync(id, ct))
            {
                this.Say("That article cannot be posted: it must be validated, for readers outside, and have a public address.");
                return Redirect("/posts/new");
            }

            TemplateId = Templates.Count > 0 ? Templates[0].Id : null;
            AccountIds = [.. AllAccounts.Where(a => a.State == AccountState.Active).Select(a => a.Id)];
            TimeZone = User.TimeZone().Id;
            DueAt = NextHour();
            await WriteAsync(again: true, ct);
            return Page();
        }

        Articles = await read.ArticlesAsync(Q, ct);
        return Page();
    }

    /// <summary>The words anew, or only those of accounts that were just chosen.</summary>
    public async Task<IActionResult> OnPostWordsAsync(Guid article, bool again, CancellationToken ct)
    {
        if (!await LoadAsync(article, ct))
        {
            return NotFound();
        }

        ModelState.Clear();
        await WriteAsync(again, ct);
        return Request.IsFragment() ? Partial("_Words", this) : Page();
    }

    /// <summary>The length and look of one account's words, as they are typed.</summary>
    public async Task<IActionResult> OnPostMeasureAsync(Guid article, int index, CancellationToken ct)
    {
        if (index < 0 || index >= Words.Count || !await LoadAsync(article, ct)
            || AllAccounts.FirstOrDefault(a => a.Id == Words[index].AccountId) is not { } account)
        {
            return NotFound();
        }

        return Partial("_Preview", Preview(account, Words[index].Text ?? "", null));
    }

    /// <summary>What the guards say, as time and accounts are chosen.</summary>
    public async Task<IActionResult> OnPostGuardsAsync(Guid article, CancellationToken ct)
    {
        if (!await LoadAsync(article, ct))
        {
            return NotFound();
        }

        await GuardAsync(ct);
        return Partial("_Guards", this);
    }

    /// <summary>Keeps a picture as soon as it is chosen, so that nothing is lost when the form is refused.</summary>
    public async Task<IActionResult> OnPostImageAsync(
        Guid article, IFormFile? picture, Guid? remove, [FromServices] SaveImage keep, CancellationToken ct)
    {
        if (!await LoadAsync(article, ct))
        {
            return NotFound();
        }

        ModelState.Clear();
        Images.RemoveAll(i => i.Id == remove);
        if (remove is null)
        {
            using var bytes = new MemoryStream();
            await (picture?.CopyToAsync(bytes, ct) ?? Task.CompletedTask);
            switch (await keep.RunAsync(new("picture", bytes.ToArray(), User.DisplayName()), ct))
            {
                case Result<KeptImage>.Done { Value: var kept }:
                    Images.Add(new ChosenImage { Id = kept.Id });
                    break;
                case var refused:
                    this.Refuse(refused);
                    break;
            }
        }

        if (Request.IsFragment())
        {
            Response.Headers["HX-Trigger-After-Swap"] = "pictures"; // the previews show them too
            return Partial("_Images", this);
        }

        await WriteAsync(again: false, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid article, CancellationToken ct)
    {
        Begin();

        // A draft has a time, not "now".
        var now = When == "now" && !Draft;
        var chosen = Words.Where(w => AccountIds.Contains(w.AccountId)).ToList();
        var answer = await create.RunAsync(new(
            article, null, TemplateId, null,
            [.. AccountIds.Select(id => new CreatePost.AccountWords(id, chosen.FirstOrDefault(w => w.AccountId == id)?.Text))],
            now, now ? null : DueAt, TimeZone, null, User.DisplayName(), User.UserId(),
            [.. Images.Select(i => new CreatePost.PostImage(i.Id, i.AltText))], Thread, Draft,
            Late, PostId, Language, ContentWarning, DespiteGuards, DespiteMarks: DespiteMarks), ct);
        if (answer is Result<CreatePost.Created>.Done { Value: var created })
        {
            this.Say(created.Note ?? (Draft ? "Kept as a draft."
                : (await ApprovalSettings.ReadAsync(db, ct)).Required ? "Handed in. It goes out once somebody has approved it."
                : now ? "It is on its way."
                : "Scheduled."));
            return Redirect($"/posts/{created.PostId}");
        }

        if (!await LoadAsync(article, ct))
        {
            return NotFound();
        }

        await WriteAsync(again: false, ct);
        return this.Refuse(answer);
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        Begin();
        _parts = await read.RunAsync(id, ct);
        return _parts is not null;
    }

    // What a form that does not say it means.
    private void Begin()
    {
        PostId ??= Ids.New(clock.GetUtcNow());
        Grace ??= (int)options.Grace.TotalMinutes;
    }

    private async Task WriteAsync(bool again, CancellationToken ct)
    {
        var typed = Words.GroupBy(w => w.AccountId).ToDictionary(g => g.Key, g => g.First().Text);
        // Written and measured with a link as long as the real one, and shown with the article's own address, which people know.
        var link = Links.SampleFor(Article!.Url);
        var fields = _parts!.Fields with { Url = link };
        var template = Templates.FirstOrDefault(t => t.Id == TemplateId);
        var texts = template is null ? null : (await choose.ForAsync(template, PostId!.Value, ct)).Texts;
        Words = [];
        foreach (var account in AllAccounts.Where(a => AccountIds.Contains(a.Id)))
        {
            var text = again ? null : typed.GetValueOrDefault(account.Id);
            TemplateError? error = null;
            IReadOnlyList<string> leftOut = [];
            if (text is null && texts is not null)
            {
                var written = write.Run(texts, render.Subject(fields, channels[account.Network], account, _parts!.Brand)
                    with { Zone = Zone, PostKey = PostId!.Value, PostAt = DueTime });
                text = written.Text is null ? "" : CreatePost.WithLink(written.Text, link, Article.Url);
                (error, leftOut) = (written.Error, written.LeftOut);
            }

            Words.Add(new AccountText { AccountId = account.Id, Text = text, Preview = Preview(account, text ?? "", error)
                with { Note = NoteOf(texts?.For(account.Language ?? fields.Language)), LeftOut = leftOut } });
        }

        await GuardAsync(ct);
    }

    private async Task GuardAsync(CancellationToken ct)
    {
        var at = When == "now" ? clock.GetUtcNow() : DueTime ?? clock.GetUtcNow();
        var chosen = AllAccounts.Where(a => AccountIds.Contains(a.Id)).ToList();
        var found = await CheckGuards.RunAsync(db, [.. chosen.Select(account => new GuardedPost(Guid.Empty, null, account.Id, Article!.Id,
            PostWords.HashOf(Words.FirstOrDefault(w => w.AccountId == account.Id)?.Text ?? "", Article.Url), at))], planned: true, ct);
        Guards = [.. chosen.Zip(found).SelectMany(of => of.Second.Select(finding => (of.First.Name, finding)))];
    }

    private static string? NoteOf(ChosenText? text) => text is { Missing: { } missing }
        ? $"The template has no words in {TemplateTexts.NameOf(missing)}; these are in {TemplateTexts.NameOf(text.Language)}."
        : null;

    private DateTimeOffset? DueTime => LocalMoment.Parse(DueAt ?? "", Zone)?.Instant;

    private PreviewModel Preview(AccountRow account, string text, TemplateError? error)
    {
        var channel = channels[account.Network];
        var measured = text.Trim().Length == 0 ? "" : CreatePost.WithLink(text, Article!.Url, Links.SampleFor(Article.Url));
        var forMeasure = account.ForMeasure();
        TextMeasure Measure(string t, int part) => channel.MeasurePart(t, part, ContentWarning?.Trim(), forMeasure);
        var measure = Measure(measured, 1);
        var parts = Thread && channel is IReply && measured.Length > 0 ? ThreadSplitter.Split(measured, Measure) : null;
        return new PreviewModel(channel.Facts, account.Name, account.Handle, account.AvatarUrl, measured, measure, error?.ToString()
            ?? (parts is null ? measure.Explain() : null))
        {
            Parts = parts ?? [],
            Choices = PreviewModel.ChoicesOf(channel.Facts, forMeasure),
            ContentWarning = channel is IWarnOfContent && !string.IsNullOrWhiteSpace(ContentWarning) ? ContentWarning.Trim() : null,
            Images = [.. Images.Select(i => new PreviewImage { Id = i.Id, AltText = i.AltText ?? "" })],
            CardTitle = Article!.Title,
            CardText = Article.Summary,
            CardImage = Article.ImageUrl,
            CardHost = new Uri(Article.Url).Host,
            Cost = CostOf(account, parts is { Count: > 1 } ? parts : [measured]),
        };
    }

    private string? CostOf(AccountRow account, IReadOnlyList<string> parts)
    {
        if (!_parts!.Months.TryGetValue(account.Id, out var month))
        {
            return null;
        }

        var each = parts.Select(p => prices.OfSending(account.Network, p, isReply: false)!).ToList();
        return each.Count == 1 ? $"{each[0]}. {month.Words}"
            : $"{each[0].Money with { Amount = each.Sum(p => p.Money.Amount) }} for {each.Count} parts. {month.Words}";
    }

    private TimeZoneInfo Zone => TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone ?? "", out var zone) ? zone : User.TimeZone();

    private string NextHour()
    {
        if (DateOnly.TryParseExact(Day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && LocalDay.Of(clock.GetUtcNow(), User.TimeZone()).Date < day)
        {
            return day.ToDateTime(new TimeOnly(9, 0)).ToString(LocalMoment.Format, CultureInfo.InvariantCulture);
        }

        var local = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), User.TimeZone()).DateTime;
        return local.Date.AddHours(local.Hour + 1).ToString(LocalMoment.Format, CultureInfo.InvariantCulture);
    }
}

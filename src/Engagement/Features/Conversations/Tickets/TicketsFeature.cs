using Engagement.Features.Conversations.Tickets.Answers;
using Engagement.Features.Conversations.Tickets.Inbox;
using Engagement.Features.Conversations.Tickets.Joining;
using Engagement.Features.Conversations.Tickets.Queues;
using Engagement.Jobs;
using Engagement.Web.Security;

namespace Engagement.Features.Conversations.Tickets;

internal sealed class TicketsFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Conversations/Tickets", Area.Tickets),
    ];

    public IEnumerable<Recurring> Jobs =>
    [
        Recurring.Of<WakeSnoozed>("wake-snoozed", "*/20 * * * * *", job => job.RunAsync(CancellationToken.None)),
        Recurring.Of<WakeSnoozed>("close-solved", "0 20 * * * *", job => job.CloseAsync(CancellationToken.None)),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<TicketLog>();
        services.AddScoped<ListTickets>();
        services.AddScoped<ReplyToTicket>();
        services.AddScoped<ChangeTicket>();
        services.AddScoped<AddNote>();
        services.AddScoped<SaveReplyDraft>();
        services.AddScoped<ReadTicketPage>();
        services.AddScoped<ReadInboxPage>();
        services.AddScoped<ReadThread>();
        services.AddScoped<SetFields>();
        services.AddScoped<TagTicket>();
        services.AddScoped<MarkSpam>();
        services.AddScoped<MergeTickets>();
        services.AddScoped<SplitMessage>();
        services.AddScoped<LinkTickets>();
        services.AddScoped<OpenFollowUp>();
        services.AddScoped<WakeSnoozed>();
        services.AddScoped<SaveQueue>();
        services.AddScoped<RemoveQueue>();
        services.AddScoped<SaveField>();
        services.AddScoped<AnswerSubject>();
        services.AddScoped<RenderAnswer>();
        services.AddScoped<ReplyLinks>();
        services.AddScoped<SuggestArticles>();
        services.AddSingleton<Mentions>();
        services.AddSingleton<TicketCounts>();
        services.AddScoped<ChangeMany>();
        services.AddScoped<SaveView>();
        services.AddScoped<MarkRead>();
        services.AddScoped<TicketActs>();
    }

    public void MapApi(RouteGroupBuilder api)
    {
        TicketsApi.Map(api);
        TicketActionsApi.Map(api);
        TicketClocksApi.Map(api);
    }
}

using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;

namespace Engagement.Features.Home;

internal sealed class HomeFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Home", Area.Own),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<WhatNeedsMe>();
        services.AddScoped<ReadFrame>();
        services.Configure<MvcOptions>(options => options.Filters.AddService<ReadFrame>());
    }
}

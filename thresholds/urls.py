"""Addresses of the levels of need."""

from django.urls import path

from thresholds import views

app_name = "thresholds"
urlpatterns = [
    path("", views.levels_of_need, name="levels_of_need"),
    path("find/", views.find, name="find"),
    path("level/<int:number>/", views.level, name="level"),
    path("domain/<slug:slug>/", views.domain, name="domain"),
    path("indicator/<slug:code>/", views.indicator, name="indicator"),
    path("circumstances/<slug:slug>/", views.circumstance, name="circumstance"),
    path("history/", views.history, name="history"),
]
